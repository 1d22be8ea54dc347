package scenarios

// check holds a scenario that was read to what SIP asks of it.
func (r *reader) check(s *Scenario) {}
