package scenarios

// Judge holds a request against a match and says what does not fit.
func (m *Match) Judge(r Asked) (ok bool, why string) {
	if m.User.Zero() || m.User.Fits(r.User()) {
		return true, ""
	}
	return false, "user " + m.User.String() + " does not fit " + r.User()
}
