package scenarios

func (p *Page) node() node {
	if p == nil {
		return nil
	}
	return pageKeys.written(p.written)
}

func (p *Page) written(key string) node {
	switch key {
	case "field":
		return prose(p.Field)
	case "good":
		return prose(p.Good)
	case "bad":
		return prose(p.Bad)
	case "watch":
		return prose(p.Watch)
	case "rfc":
		return oneOrMore(p.RFC)
	case "symptoms":
		return oneOrMore(p.Symptoms)
	case "setup":
		return prose(p.Setup)
	case "clients":
		return sorted(p.Clients, func(did string) word { return word(scalar(did)) })
	}
	return nil
}
