package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/scenarios"
)

// load reads the author's scenarios; warnings are printed, problems end the
// program.
func (p *program) load(paths []string) (*scenarios.Set, error) {
	set, problems := scenarios.Load(paths)
	for _, problem := range problems {
		fmt.Fprintln(p.stderr, problem)
	}
	if n := len(problems.Errors()); n > 0 {
		return nil, &exit{exitUsage, fmt.Sprintf("%s in scenarios, nothing was started", count(n, "problem"))}
	}
	return set, nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// extensions reads --extensions: 401 or 400-499, and the names of --users.
func extensions(list, users []string) (func(user string) bool, error) {
	type span struct{ from, to uint64 }
	var spans []span
	names := make(map[string]bool)
	for _, item := range list {
		from, to, ranged := strings.Cut(item, "-")
		if !ranged {
			names[item] = true
			continue
		}
		low, err := strconv.ParseUint(from, 10, 32)
		high, err2 := strconv.ParseUint(to, 10, 32)
		if err != nil || err2 != nil || low > high {
			return nil, fmt.Errorf("--extensions %s: not a user or a range such as 400-499", item)
		}
		spans = append(spans, span{low, high})
	}
	for _, user := range users {
		name, _, ok := strings.Cut(user, ":")
		if !ok || name == "" {
			return nil, fmt.Errorf("--users: %q is not NAME:PASSWORD", name)
		}
		names[name] = true
	}
	return func(user string) bool {
		if names[user] {
			return true
		}
		n, err := strconv.ParseUint(user, 10, 32)
		if err != nil {
			return false
		}
		for _, s := range spans {
			if n >= s.from && n <= s.to && len(user) == len(strconv.FormatUint(s.from, 10)) {
				return true
			}
		}
		return false
	}, nil
}
