package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const (
	// maxBody is how large a body may be, in bytes.
	maxBody = 1 << 20
	// maxDepth is how deep values may stand in each other.
	maxDepth = 8
)

// The kinds of bodies that routes take.
var (
	jsonBody = []string{"application/json"}
	yamlBody = []string{"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json"}
)

// readBody reads a body of one of the kinds; the error is a *problem.
func readBody(w http.ResponseWriter, r *http.Request, kinds []string) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(kinds, kind) {
		return nil, fail(http.StatusUnsupportedMediaType, "the body of this request is %s: send  Content-Type: %s", strings.Join(kinds, " or "), kinds[0])
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		return nil, fail(http.StatusRequestEntityTooLarge, "the body is larger than %d bytes", large.Limit)
	}
	if err != nil {
		return nil, fail(http.StatusBadRequest, "the body could not be read to its end: %v", err)
	}
	return body, nil
}

// parseObject reads a JSON object, whose numbers stay as they are written. No
// key may stand twice, since nobody could tell which of them counts.
func parseObject(body []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	v, err := parseValue(d, 0)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something stands behind the object")
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it ends too early")
	}
	if err != nil {
		return nil, fail(http.StatusBadRequest, "the body is no JSON object: %v, before byte %d; send at least {}", err, d.InputOffset()+1)
	}
	object, isObject := v.(map[string]any)
	if !isObject {
		return nil, fail(http.StatusBadRequest, "the body is no JSON object; send at least {}")
	}
	return object, nil
}

func parseValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if _, opens := token.(json.Delim); opens && depth >= maxDepth {
		return nil, fmt.Errorf("more than %d objects and lists stand in each other", maxDepth)
	}
	switch token {
	case json.Delim('{'):
		return parseMembers(d, depth)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	return token, nil
}

func parseMembers(d *json.Decoder, depth int) (map[string]any, error) {
	object := map[string]any{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name := key.(string) // the decoder takes nothing else
		if _, twice := object[name]; twice {
			return nil, fmt.Errorf("%.80q stands twice", name)
		}
		if object[name], err = parseValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}
