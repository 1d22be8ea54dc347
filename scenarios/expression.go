package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
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
		return Expression{}, inOurWords(src, err)
	}
	return Expression{src: src, program: program}, nil
}

// expressionProblem is what is wrong with an expression, where, and how to mend
// it.
type expressionProblem struct {
	text, hint   string
	place, width int // in characters, from 1; 0 for all of it
}

func (p *expressionProblem) Error() string {
	if p.hint == "" {
		return p.text
	}
	return p.text + "; " + p.hint
}

var (
	unknownRoot  = regexp.MustCompile(`^unknown name (\w+)`)
	pathBefore   = regexp.MustCompile(`([\w.]+)\.$`)
	unknownField = regexp.MustCompile(`^type scenarios\.(\w+) has no field (\w+)`)
)

// inOurWords tells an error of the expression's compiler with the names that a
// View has.
func inOurWords(src string, err error) error {
	var failed *file.Error
	if !errors.As(err, &failed) {
		text, _, _ := strings.Cut(err.Error(), "\n")
		return &expressionProblem{text: text, hint: "a condition is true or false, like Request.Source != Binding.Source"}
	}
	p := &expressionProblem{text: failed.Message, width: 1}
	if failed.Line == 1 && !strings.Contains(src, "\n") {
		p.place = failed.Column + 1
	}
	if m := unknownRoot.FindStringSubmatch(failed.Message); m != nil {
		p.text, p.hint, p.width = "expressions know no "+m[1], nearHint(m[1], names(reflect.TypeFor[View]())), len(m[1])
	} else if m := unknownField.FindStringSubmatch(failed.Message); m != nil {
		p.width = len(m[2])
		at := m[1]
		if before := pathBefore.FindStringSubmatch(src[:min(failed.Column, len(src))]); before != nil && p.place > 0 {
			at = before[1]
		}
		p.text, p.hint = fmt.Sprintf("%s has no %s", at, m[2]), nearHint(m[2], fieldsOf(reflect.TypeFor[View](), m[1]))
	}
	return p
}

// fieldsOf are the names in the type of that name, which stands somewhere in
// another.
func fieldsOf(typ reflect.Type, name string) []string {
	if typ.Kind() != reflect.Struct {
		return nil
	}
	if typ.Name() == name {
		return names(typ)
	}
	for f := range typ.Fields() {
		if found := fieldsOf(f.Type, name); found != nil {
			return found
		}
	}
	return nil
}

// vars are the names of Vars that the expression uses.
func (e Expression) vars() []string {
	if e.program == nil {
		return nil
	}
	v := &varNames{}
	node := e.program.Node()
	ast.Walk(&node, v)
	return v.names
}

type varNames struct{ names []string }

func (v *varNames) Visit(node *ast.Node) {
	member, ok := (*node).(*ast.MemberNode)
	if !ok {
		return
	}
	of, isName := member.Node.(*ast.IdentifierNode)
	name, isText := member.Property.(*ast.StringNode)
	if isName && isText && of.Value == "Vars" {
		v.names = append(v.names, name.Value)
	}
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
	text := fmt.Sprint(out)
	if lines, ok := out.([]string); ok {
		text = strings.Join(lines, ", ") // what several lines of a header mean (RFC 3261 7.3.1)
	}
	if len(text) > maxText {
		return "", fmt.Errorf("%s: the value grows beyond %d bytes", e.src, maxText)
	}
	return text, nil
}

func (e Expression) run(v View) (any, error) {
	out, err := expr.Run(e.program, v)
	if err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("%s: %s", e.src, line)
	}
	return out, nil
}
