package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// Expression is a condition of when:, or a value of capture:, over a [View]:
// Request.Source != Binding.Source. The zero Expression is empty.
type Expression struct {
	src     string
	program *vm.Program
}

// ParseCondition reads an expression that is true or false. A name that no View
// has is an error here already.
func ParseCondition(src string) (Expression, error) { return compile(src, expr.AsBool()) }

// ParseValue reads an expression of any kind.
func ParseValue(src string) (Expression, error) { return compile(src) }

func compile(src string, options ...expr.Option) (Expression, error) {
	if strings.TrimSpace(src) == "" {
		return Expression{}, errors.New("an empty expression says nothing")
	}
	const most = 4096
	if len(src) > most {
		return Expression{}, fmt.Errorf("an expression of %d bytes is too long, %d are enough", len(src), most)
	}
	program, err := expr.Compile(src, append(options, expr.Env(View{}))...)
	if err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return Expression{}, errors.New(line)
	}
	return Expression{src: src, program: program}, nil
}

// String is the expression as it was written.
func (e Expression) String() string { return e.src }

// True is the condition for one request.
func (e Expression) True(v View) (bool, error) {
	out, err := e.run(v)
	if err != nil {
		return false, err
	}
	yes, _ := out.(bool)
	return yes, nil
}

// Text is the value for one request.
func (e Expression) Text(v View) (string, error) {
	out, err := e.run(v)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(out), nil
}

func (e Expression) run(v View) (any, error) {
	out, err := expr.Run(e.program, v)
	if err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("%s: %s", e.src, line)
	}
	return out, nil
}
