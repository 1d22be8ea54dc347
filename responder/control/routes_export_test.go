package control

import "github.com/prometheus/client_golang/prometheus"

// Routes are all there are, "GET /api/calls".
func Routes() (names []string) {
	for _, r := range routes {
		names = append(names, r.method+" "+r.path)
	}
	return names
}

// Registry is where the metrics are.
func (c *Control) Registry() *prometheus.Registry { return c.metrics.registry }
