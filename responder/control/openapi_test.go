package control_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"

	"github.com/sipbin/sipbin/responder/control"
)

// description is openapi.yaml, read.
type description struct {
	document map[string]any
	// schemas are those under components, for references to resolve in.
	schemas map[string]*jsonschema.Schema

	mu       sync.Mutex
	seen     map[string]bool // "GET /api/calls 200"
	resolved map[string]*jsonschema.Resolved
}

// outside of what each path lists are the statuses that every one may answer.
var outside = []int{401, 403, 404, 405, 421, 500}

var read = sync.OnceValues(func() (*description, error) {
	src, err := os.ReadFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	// OpenAPI 3.1 has JSON Schema; only where the definitions stand differs.
	src = bytes.ReplaceAll(src, []byte("#/components/schemas/"), []byte("#/$defs/"))
	d := &description{seen: map[string]bool{}, resolved: map[string]*jsonschema.Resolved{}}
	if err := yaml.Unmarshal(src, &d.document); err != nil {
		return nil, err
	}
	text, err := json.Marshal(in(d.document, "components", "schemas"))
	if err != nil {
		return nil, err
	}
	return d, json.Unmarshal(text, &d.schemas)
})

func described(t testing.TB) *description {
	t.Helper()
	d, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// in is a value in maps that stand in each other, nil for none.
func in(v any, names ...string) any {
	for _, name := range names {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// resolve follows a reference to responses, bodies and parameters.
func (d *description) resolve(v any) any {
	if ref, ok := in(v, "$ref").(string); ok {
		return in(d.document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return v
}

// hold holds an answer to what is described.
func (d *description) hold(t testing.TB, method, path string, r *reply) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	name, operation := d.find(method, path)
	if operation == nil && r.status != 404 && r.status != 405 && r.status < 500 && r.status != 401 && r.status != 403 && r.status != 421 {
		t.Errorf("%s %s is not described, and answered %d", method, path, r.status)
		return
	}
	status := fmt.Sprint(r.status)
	response := d.resolve(in(operation, "responses", status))
	if response == nil && slices.Contains(outside, r.status) {
		response = in(d.document, "components", "responses", "Wrong")
	}
	if response == nil {
		t.Errorf("%s %s answered %s, which is not described:\n%s", method, path, status, r.body)
		return
	}
	d.mu.Lock()
	d.seen[method+" "+name+" "+status] = true
	d.mu.Unlock()
	content, _ := in(response, "content").(map[string]any)
	kind, _, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	if content == nil {
		if len(r.body) > 0 || kind != "" {
			t.Errorf("%s %s has a body of %q and none is described:\n%s", method, path, kind, r.body)
		}
		return
	}
	if content[kind] == nil {
		t.Errorf("%s %s is %q, described are %v", method, path, kind, slices.Collect(maps.Keys(content)))
		return
	}
	if strings.HasSuffix(kind, "json") {
		if err := d.validate(in(content[kind], "schema"), r.body); err != nil {
			t.Errorf("%s %s %s is not as described: %v\n%s", method, path, status, err, r.body)
		}
	}
}

// validate holds JSON to a schema of the description.
func (d *description) validate(schema any, body []byte) error {
	resolved, err := d.resolveSchema(schema)
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return err
	}
	return resolved.Validate(v)
}

// resolveSchema finds what a schema refers to, once.
func (d *description) resolveSchema(schema any) (*jsonschema.Resolved, error) {
	text, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if known := d.resolved[string(text)]; known != nil {
		return known, nil
	}
	var root jsonschema.Schema
	if err := json.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	root.Defs = make(map[string]*jsonschema.Schema)
	for name, s := range d.schemas {
		root.Defs[name] = s.CloneSchemas()
	}
	resolved, err := root.Resolve(nil)
	if err == nil {
		d.resolved[string(text)] = resolved
	}
	return resolved, err
}

var parameter = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// find is the described path that a path fits, and what is said of the method.
func (d *description) find(method, path string) (name string, operation any) {
	paths, _ := d.document["paths"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		pattern := parameter.ReplaceAllString(regexp.QuoteMeta(name), "[^/]+")
		if regexp.MustCompile("^" + pattern + "$").MatchString(path) {
			return name, in(paths[name], strings.ToLower(method))
		}
	}
	return "", nil
}

// operations are all that are described, "GET /api/calls".
func (d *description) operations() (all []string) {
	paths, _ := d.document["paths"].(map[string]any)
	for path, methods := range paths {
		for method := range methods.(map[string]any) {
			if method != "parameters" {
				all = append(all, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestWhatIsDescribedIsWhatIsThere(t *testing.T) {
	got, want := control.Routes(), described(t).operations()
	slices.Sort(got)
	for _, route := range got {
		if !slices.Contains(want, route) {
			t.Errorf("%s is there and not described", route)
		}
	}
	for _, operation := range want {
		if !slices.Contains(got, operation) {
			t.Errorf("%s is described and not there", operation)
		}
	}
}

// everyAnswer says which answers are described and were never seen.
func (d *description) everyAnswer() (unseen []string) {
	for _, operation := range d.operations() {
		method, path, _ := strings.Cut(operation, " ")
		statuses, _ := in(d.document, "paths", path, strings.ToLower(method), "responses").(map[string]any)
		for status := range statuses {
			if !d.seen[operation+" "+status] {
				unseen = append(unseen, operation+" "+status)
			}
		}
	}
	return unseen
}
