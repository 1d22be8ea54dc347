package media

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestKeysAreNotPrinted(t *testing.T) {
	keys := Crypto{Suite: SuiteSHA1_80, Local: []byte("secret of ours"), Remote: []byte("secret of theirs")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %v"} {
		for _, value := range []any{keys, &keys, struct{ K Crypto }{keys}, []*Crypto{&keys}} {
			args := []any{value}
			if verb == "%T %v" {
				args = append(args, value)
			}
			text := fmt.Sprintf(verb, args...)
			for _, sign := range []string{"secret", "115", "736563", "c2Vjcm"} {
				if strings.Contains(strings.ToLower(text), strings.ToLower(sign)) {
					t.Errorf("%s shows the key: %s", verb, text)
				}
			}
		}
	}
	text, err := json.Marshal(Line{Crypto: &keys})
	if err != nil || strings.Contains(string(text), "c2Vjcm") {
		t.Errorf("JSON shows the key: %s %v", text, err)
	}
}
