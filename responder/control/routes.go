package control

import (
	_ "embed"
	"errors"
	"net/http"
	"net/url"
)

// route is what is done on a method of a path.
type route struct {
	method, path string
	// takes are the kinds of body it takes, nil for none. Fields stand in a body
	// of JSON alone, else in the query.
	takes []string
	serve func(c *Control, a *asked) (*answer, error)
}

// routes are all there are; openapi.yaml describes the same.
var routes = []route{
	{"GET", "/api/scenarios", nil, (*Control).listScenarios},
	{"POST", "/api/scenarios", yamlBody, (*Control).addScenarios},
	{"GET", "/api/scenarios/{name}", nil, (*Control).getScenario},
	{"PUT", "/api/scenarios/{name}", yamlBody, (*Control).putScenario},
	{"DELETE", "/api/scenarios/{name}", nil, (*Control).deleteScenario},

	{"GET", "/api/calls", nil, (*Control).listCalls},
	{"POST", "/api/calls", jsonBody, (*Control).placeCall},
	{"GET", "/api/calls/{call}", nil, (*Control).getCall},
	{"DELETE", "/api/calls/{call}", nil, (*Control).endCall},
	{"GET", "/api/calls/{call}/messages", nil, (*Control).messagesOfCall},
	{"GET", "/api/calls/{call}/ladder", nil, (*Control).ladderOfCall},

	{"GET", "/api/messages", nil, (*Control).listMessages},
	{"GET", "/api/near-misses", nil, (*Control).listMisses},
	{"POST", "/api/wait", jsonBody, (*Control).wait},
	{"POST", "/api/verify", jsonBody, (*Control).verify},

	{"GET", "/api/next", nil, (*Control).listNext},
	{"POST", "/api/next", jsonBody, (*Control).askNext},
	{"DELETE", "/api/next", nil, (*Control).forgetNext},

	{"GET", "/api/faults", nil, (*Control).listFaults},
	{"PUT", "/api/faults", yamlBody, (*Control).putFaults},
	{"DELETE", "/api/faults", nil, (*Control).deleteFaults},

	{"GET", "/api/registrations", nil, (*Control).listRegistrations},
	{"DELETE", "/api/registrations", nil, (*Control).deleteRegistrations},

	{"GET", "/api/tests", nil, (*Control).listTests},
	{"POST", "/api/tests", jsonBody, (*Control).addTest},
	{"DELETE", "/api/tests/{id}", nil, (*Control).deleteTest},

	{"POST", "/api/reset", jsonBody, (*Control).reset},

	{"GET", "/healthz", nil, (*Control).healthz},
	{"GET", "/readyz", nil, (*Control).readyz},
	{"GET", "/metrics", nil, (*Control).scrape},
	{"GET", "/openapi.yaml", nil, func(_ *Control, a *asked) (*answer, error) {
		return text(yamlText, openAPI), a.done()
	}},
}

//go:embed openapi.yaml
var openAPI string

// asked is a request on its way.
type asked struct {
	*http.Request
	*fields
	w http.ResponseWriter
	// body is that of a route that takes YAML.
	body []byte
}

// answer reads a request, does what it asks for and writes the answer.
func (c *Control) answer(w http.ResponseWriter, r *http.Request, route route) {
	ans, err := func() (*answer, error) {
		a, err := ask(w, r, route)
		if err != nil {
			return nil, err
		}
		return route.serve(c, a)
	}()
	if err == nil {
		ans.write(w)
		return
	}
	p, told := errors.AsType[*problem](err)
	if !told {
		c.responder.Say("API: " + r.Method + " " + r.URL.Path + ": " + err.Error())
		p = fail(http.StatusInternalServerError, "%v", err)
	}
	p.write(w)
}

// ask reads what a request asks for.
func ask(w http.ResponseWriter, r *http.Request, route route) (*asked, error) {
	a := &asked{Request: r, w: w}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "the query cannot be read: %v", err)
	}
	a.fields = queryFields(query)
	if route.takes == nil {
		return a, nil
	}
	if a.body, err = readBody(w, r, route.takes); err != nil {
		return nil, err
	}
	if len(route.takes) > 1 {
		return a, nil // YAML
	}
	if len(query) > 0 {
		return nil, fail(http.StatusBadRequest, "this takes its fields in the body, and none in the query")
	}
	object, err := parseObject(a.body)
	if err != nil {
		return nil, err
	}
	a.fields = bodyFields(object)
	return a, nil
}
