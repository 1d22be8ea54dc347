package scenarios

// checkTogether looks at what only shows when all files are read.
func (l *loading) checkTogether() {}
