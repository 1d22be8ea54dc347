package main

import (
	"runtime/debug"
	"testing"
)

func TestTheVersionTellsWhatWasBuilt(t *testing.T) {
	vcs := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	const revision = "0123456789abcdef0123456789abcdef01234567"
	for _, c := range []struct {
		name, module string
		settings     []debug.BuildSetting
		want         string
	}{
		{"a release", "v1.2.3", nil, "v1.2.3"},
		{"a commit", "(devel)", vcs(revision, "false"), "(devel) 0123456789ab"},
		{"a commit, changed", "(devel)", vcs(revision, "true"), "(devel) 0123456789ab, modified"},
		{"a version that tells it", "v0.0.0-20261122000000-0123456789ab", vcs(revision, "false"), "v0.0.0-20261122000000-0123456789ab"},
		{"no revision", "", nil, "(devel)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			info := &debug.BuildInfo{Main: debug.Module{Version: c.module}, Settings: c.settings}
			if got := versionOf(info); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
