package scenarios

// message is what responses and requests of ours have in common.
func message(key string, headers []Header, body Text, fault *Fault) node {
	switch key {
	case "headers":
		return headerLines(headers)
	case "body":
		return prose(body.src)
	case "fault":
		return fault.node()
	}
	return nil
}

// headerLines has a list for a header of several lines.
func headerLines(headers []Header) node {
	var out mapping
	for len(headers) > 0 {
		name, values := headers[0].Name, sequence{}
		for len(headers) > 0 && headers[0].Name == name {
			values = append(values, headerValue(headers[0].Value.src))
			headers = headers[1:]
		}
		out = append(out, entry{scalar(name), values.orOne()})
	}
	return out.unlessEmpty()
}

// node has only words when all that is done is done or not.
func (f *Fault) node() node {
	if f == nil {
		return nil
	}
	out := f.mapping()
	var names []string
	for _, e := range out {
		if e.value != flagged(true) {
			return out
		}
		names = append(names, e.key)
	}
	if len(names) == 0 {
		return out
	}
	return oneOrMore(names)
}

func (f *Fault) mapping() mapping {
	out := mapping{}
	for _, k := range faultKeys {
		if n := f.written(k.Name); n != nil {
			out = append(out, entry{k.Name, n})
		}
	}
	return out
}

func (f *Fault) written(key string) node {
	switch key {
	case "via":
		return given(f.Via)
	case "cseq":
		return given(f.CSeq)
	case "tag":
		return given(f.Tag)
	case "missing":
		return oneOrMore(f.Missing)
	case "compact":
		return flagged(f.Compact)
	case "fold":
		return flagged(f.Fold)
	case "lf-only":
		return flagged(f.LFOnly)
	case "drop":
		return given(f.Drop.String())
	case "delay":
		if f.Delay != (Span{}) {
			return f.Delay.node()
		}
	case "copies":
		return decimal(f.Copies)
	case "reorder":
		return flagged(f.Reorder)
	case "truncate":
		return decimal(f.Truncate)
	case "corrupt":
		return decimal(f.Corrupt)
	case "split":
		return decimal(f.Split)
	case "source-port":
		return given(f.SourcePort)
	}
	return nil
}
