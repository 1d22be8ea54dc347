package catalog

import "testing"

func TestTheAddressStandsBehindItsDisplayName(t *testing.T) {
	for value, want := range map[string]string{
		`<sip:a@b>;expires=1`:         "sip:a@b",
		`sip:a@b;expires=1`:           "sip:a@b",
		`"x <y>" <sips:a@b>`:          "sips:a@b",
		`"a \"<tel:1>\"" <sip:a@b>`:   "sip:a@b",
		` Mr Watson <sip:a@b;lr>;q=1`: "sip:a@b;lr",
		`"never closed <sip:a@b>`:     "sip:a@b",
	} {
		if got := address(value); got != want {
			t.Errorf("the address of %s is %q, not %q", value, got, want)
		}
	}
}
