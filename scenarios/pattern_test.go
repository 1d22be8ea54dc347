package scenarios

import (
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPatternsFit(t *testing.T) {
	for _, tt := range []struct {
		pattern  string
		fits, no []string
	}{
		{"2001", []string{"2001"}, []string{"", "20011", "12001", "2001;x"}},
		{"Bob", []string{"Bob"}, []string{"bob"}},
		{"2???", []string{"2001", "2abc", "2ñññ"}, []string{"201", "20011", "3001"}},
		{"*", []string{"", "x", "a/b"}, nil},
		{"2*", []string{"2", "20", "2/3"}, []string{"", "12"}},
		{"*-fax", []string{"-fax", "a-fax", "a-fax-fax"}, []string{"fax", "a-faxx"}},
		{"a*b*c", []string{"abc", "aXbYc", "abbc", "abcbc"}, []string{"ab", "acb", "abcd"}},
		{"[0-9]?", []string{"12", "9x"}, []string{"x1", "1", "123"}},
		{"[!0-9]x", []string{"ax"}, []string{"1x", "x"}},
		{"[^ab]", []string{"c"}, []string{"a", "b", ""}},
		{"[a-]", []string{"a", "-"}, []string{"b"}},
		{`[\]]`, []string{"]"}, []string{`\`}},
		{`180\*5\*486`, []string{"180*5*486"}, []string{"180x5x486"}},
		{`\?*`, []string{"?", "?x"}, []string{"x"}},
		{"/^2[0-9]+$/", []string{"20", "2001"}, []string{"2", "2a", "a20"}},
		{"/fax/", []string{"fax", "my-fax-1"}, []string{"Fax"}},
		{"/(?i)fax/", []string{"FAX"}, []string{"fa"}},
		{"/", []string{"/"}, []string{"", "x"}},
	} {
		p, err := ParsePattern(tt.pattern)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
			continue
		}
		for _, user := range tt.fits {
			if !p.Fits(user) {
				t.Errorf("%s does not fit %q", tt.pattern, user)
			}
		}
		for _, user := range tt.no {
			if p.Fits(user) {
				t.Errorf("%s fits %q", tt.pattern, user)
			}
		}
		if p.String() != tt.pattern || p.Zero() {
			t.Errorf("%s says %s, zero %v", tt.pattern, p, p.Zero())
		}
	}
}

func TestTheZeroPatternFitsNothing(t *testing.T) {
	var p Pattern
	if p.Fits("") || p.Fits("x") || !p.Zero() {
		t.Error("it does")
	}
}

func TestPatternsThatAreNone(t *testing.T) {
	for _, src := range []string{"", "[", "a[b", "[]", "[!]", "[9-0]", `a\`, `[\`, "/(/", "/a{2/" + "\xff/", strings.Repeat("?", 600)} {
		if _, err := ParsePattern(src); err == nil {
			t.Errorf("ParsePattern(%q) gives no error", src)
		}
	}
}

func TestGlobsFitWhatTheStandardLibraryFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`([ab*?]|\[[ab^]?[ab]\]|\\\*){1,8}`).Draw(t, "pattern")
		user := rapid.StringMatching(`[ab*]{0,8}`).Draw(t, "user")
		want, err := path.Match(pattern, user)
		if err != nil {
			t.Skip()
		}
		p, err := ParsePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if p.Fits(user) != want {
			t.Fatalf("%s fits %q: %v, want %v", pattern, user, p.Fits(user), want)
		}
		if (p.distance(user) == 0) != want {
			t.Fatalf("%s is %v from %q, and fits: %v", pattern, p.distance(user), user, want)
		}
	})
}

func FuzzPattern(f *testing.F) {
	for _, s := range [][2]string{{"2???", "2001"}, {"*a*a*a*b", "aaaaaaaaaaaa"}, {"/^2/", "2"}, {`\*`, "*"}, {"[a-z]", "q"}, {"[", ""}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, src, user string) {
		p, err := ParsePattern(src)
		if err != nil {
			return
		}
		if d := p.distance(user); d < 0 || d > 1 || (d == 0) != p.Fits(user) {
			t.Fatalf("%q is %v from %q, and fits: %v", src, d, user, p.Fits(user))
		}
		if p.compare(p) != 0 {
			t.Fatalf("%q is more specific than itself", src)
		}
	})
}
