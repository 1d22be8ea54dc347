package scenarios

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"
)

// structure marks a fixture that the schema alone can refuse. It is a comment
// on the last line, so that no place moves.
const structure = "# structure"

func TestTheSchemaIsWrittenDown(t *testing.T) {
	golden(t, "sipbin.schema.json", string(Schema()))
}

func resolved(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	var s jsonschema.Schema
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	out, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// refusal is what the schema says of a file, as an editor does: of each
// document by itself. A file that is no YAML or nests too deep has none.
func refusal(schema *jsonschema.Resolved, src []byte) (refused error, isYAML bool) {
	if readable(src) != nil {
		return nil, false
	}
	for _, d := range documents(strings.Split(string(src), "\n")) {
		var value any
		if err := yaml.Load([]byte(d.text), &value); err != nil {
			return nil, false
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, false // a key that is no text
		}
		if err := json.Unmarshal(text, &value); err != nil {
			return nil, false
		}
		if err := schema.Validate(value); err != nil {
			return err, true
		}
	}
	return nil, true
}

func TestTheSchemaAcceptsWhatIsValid(t *testing.T) {
	schema := resolved(t)
	names := append(files(t, "valid"), filesIn(t, "library/*")...)
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch err, ok := refusal(schema, src); {
		case !ok:
			t.Errorf("%s is not read", name)
		case err != nil:
			t.Errorf("%s: %.600s", name, err)
		}
	}
	for _, page := range []string{"README.md", "from-sipp.md"} {
		for _, block := range yamlBlocks(t, page) {
			if strings.HasPrefix(block, "# wrong") {
				continue
			}
			if err, _ := refusal(schema, []byte(block)); err != nil {
				t.Errorf("%s: %.600s\n%s", page, err, block)
			}
		}
	}
}

func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("nothing in %s: %v", folder, err)
	}
	return names
}

// A fixture is marked exactly when the schema refuses it, so that a schema that
// forgets something shows.
func TestTheSchemaRefusesWhatStructureTells(t *testing.T) {
	schema, marked := resolved(t), 0
	for _, name := range files(t, "invalid") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want := bytes.HasSuffix(src, []byte(structure+"\n"))
		if want {
			marked++
		}
		err, ok := refusal(schema, src)
		switch {
		case want && !ok:
			t.Errorf("%s is marked and no YAML", name)
		case want && err == nil:
			t.Errorf("%s is marked, but the schema accepts it", name)
		case !want && err != nil:
			t.Errorf("%s is not marked, but the schema says %.300s", name, err)
		}
	}
	if marked < 120 {
		t.Errorf("%d fixtures are marked", marked)
	}
}

func TestEveryPartOfTheSchemaIsUsedAndDefined(t *testing.T) {
	text := string(Schema())
	var s struct{ Definitions map[string]any }
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	for name := range s.Definitions {
		if !strings.Contains(text, `"#/definitions/`+name+`"`) {
			t.Errorf("%s is used nowhere", name)
		}
	}
	for _, want := range []string{"Busy Here", "A correct client:", "Retry-After", Trying.Text(), faultKeys[0].Text, `"$id": "https://github.com/sipbin/sipbin/schema/v1/`} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %s", want)
		}
	}
}
