package scenarios

import (
	"strconv"
	"strings"
)

// steps are a list even when it is empty: that says something too.
func steps(of []Step) sequence {
	out := sequence{}
	for _, s := range of {
		out = append(out, step(s))
	}
	return out
}

// step is one bare word when that says all.
func step(s Step) node {
	_, out := keysOf(s)
	switch s := s.(type) {
	case *Forget:
		return word("forget")
	case *Respond:
		if s.Code != 0 && len(out) == 1 {
			return out[0].value
		}
	}
	return out
}

// keysOf is a step by the keys of its verb, which is what its String begins
// with.
func keysOf(s Step) (verb string, written mapping) {
	verb, _, _ = strings.Cut(s.String(), " ")
	for _, v := range verbs() {
		if v.name == verb {
			written = v.keys.written(s.(interface{ written(key string) node }).written)
		}
	}
	return verb, written
}

func (s *Respond) written(key string) node {
	switch key {
	case "respond":
		if s.Code == 0 {
			return word("none")
		}
		return decimal(s.Code)
	case "answers":
		return given(s.Answers)
	case "dialog":
		return given(s.Dialog)
	case "reliable":
		return flagged(s.Reliable)
	case "times":
		return decimal(s.Times)
	case "every":
		if s.Times > 0 {
			return exactly(s.Every)
		}
		return duration(s.Every)
	case "reason":
		return given(s.Reason)
	case "sdp":
		return s.Bend.node(s.SDP)
	case "breaks":
		return all(s.Breaks)
	case "off":
		return s.Off.node()
	case "raw":
		return raw(s.Raw.src)
	}
	return message(key, s.Headers, s.Body, s.Fault)
}

func (s *Request) written(key string) node {
	switch key {
	case "request":
		return given(s.Method)
	case "dialog":
		return given(s.Dialog)
	case "at":
		return given(s.Listener)
	case "sdp":
		return s.Bend.node(s.SDP)
	case "expect":
		return codes(s.Expect)
	case "within":
		return duration(s.Within)
	}
	return message(key, s.Headers, s.Body, s.Fault)
}

func codes(of []int) node {
	var all sequence
	for _, code := range of {
		all = append(all, decimal(code))
	}
	return all.orOne()
}

func (s *Challenge) written(key string) node {
	switch key {
	case "challenge":
		return decimal(s.Code)
	case "realm":
		return given(s.Realm)
	case "algorithms":
		return oneOrMore(s.Algorithms)
	case "qop":
		return oneOrMore(s.QOP)
	case "users":
		return sorted(s.Users, func(password string) word { return word(scalar(password)) })
	case "stale":
		return flagged(s.Stale)
	}
	return nil
}

func (s *Expect) written(key string) node {
	answer := s.answer()
	switch key {
	case "expect":
		switch {
		case s.Digits != nil:
			return word(keysWord)
		case len(s.Codes) > 0:
			return codes(s.Codes)
		}
		return oneOrMore(s.Methods)
	case "digits":
		if s.Digits != nil && s.Digits.src != anyKeys {
			return given(s.Digits.src)
		}
	case "within":
		return duration(s.Within)
	case "after":
		return duration(s.After)
	case "dialog":
		return given(s.Dialog)
	case "at":
		return given(s.Listener)
	case "where":
		return s.Where.node()
	case "capture":
		var values mapping
		for _, c := range s.Capture {
			values = append(values, entry{scalar(c.Name), word(scalar(c.Value.src))})
		}
		return values.unlessEmpty()
	case "do":
		if s.Takes && answer == nil {
			return steps(s.Do)
		}
	case "else":
		if s.HasElse {
			return steps(s.Else)
		}
	default:
		if answer != nil {
			return answer.written(key)
		}
	}
	return nil
}

// answer is the only step of Do when it can stand beside expect:, nil when it
// cannot.
func (s *Expect) answer() *Respond {
	if len(s.Do) != 1 {
		return nil
	}
	r, ok := s.Do[0].(*Respond)
	if !ok || r.Answers != "" || r.Dialog != "" || r.Reliable || r.Times != 0 || r.Every != 0 {
		return nil
	}
	return r
}

func (s *Wait) written(string) node { return s.Span().node() }

func (s *Never) written(key string) node {
	if key == "for" {
		return duration(s.For)
	}
	return oneOrMore(s.Methods)
}

func (s *Play) written(key string) node {
	switch key {
	case "play":
		if s.File != "" {
			return given(s.File)
		}
		return given(s.Source)
	case "for":
		return duration(s.For)
	case "country":
		return given(s.Country)
	case "hz":
		var all sequence
		for _, hz := range s.Hz {
			all = append(all, decimals(hz))
		}
		return all.orOne()
	case "digits":
		return given(s.Digits)
	case "loss":
		if s.Loss > 0 {
			return decimals(s.Loss*100) + "%"
		}
	case "jitter":
		return duration(s.Jitter)
	case "ssrc":
		return given(s.SSRC)
	case "source-port":
		if s.OtherPort {
			return word("other")
		}
	}
	return nil
}

func (s *Close) written(string) node {
	_, how, _ := strings.Cut(s.String(), " ")
	return word(how)
}

func (s *Forget) written(string) node { return word(scalar("")) }

func (s *When) written(key string) node {
	switch key {
	case "when":
		return word(scalar(s.Condition.src))
	case "do":
		return steps(s.Do)
	case "else":
		if len(s.Else) > 0 {
			return steps(s.Else)
		}
	}
	return nil
}

func (s *Choose) written(string) node {
	branches := sequence{}
	for _, b := range s.Branches {
		branches = append(branches, branchKeys.written(b.written))
	}
	return branches
}

func (b Branch) written(key string) node {
	if key == "do" {
		return steps(b.Do)
	}
	if b.Weight == 1 {
		return nil
	}
	return decimal(b.Weight)
}

func (s *Fail) written(string) node { return word(scalar(s.Why.src)) }

func (s *Repeat) written(key string) node {
	if key == "do" {
		return steps(s.Do)
	}
	return word(strconv.Itoa(s.Times))
}
