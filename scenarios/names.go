package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"
)

// checkNames holds a template to what a header value needs: text, names of a
// [View], functions, {{if}}, and one {{range}} over the lines of a header. Other
// blocks that move the dot are refused, so that each name can be judged before
// anybody calls, and so are loops in loops, so that none takes long. vars are the
// names of Vars that it uses, of which only the whole scenario tells whether they
// are captured.
func checkNames(t *template.Template) (vars []string, err error) {
	if len(t.Templates()) > 1 {
		return nil, &templateProblem{"{{define}} and {{block}} are not part of the language", "write the value out"}
	}
	if t.Tree == nil || t.Root == nil {
		return nil, nil
	}
	c := &nameCheck{}
	err = c.node(t.Root)
	return c.vars, err
}

type nameCheck struct {
	vars []string
	line bool // the dot is a line of a header
}

func (c *nameCheck) node(n parse.Node) error {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		return c.all(n.Nodes)
	case *parse.TextNode, *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		list, err := c.pipe(n.Pipe)
		if list && err == nil {
			return &templateProblem{fmt.Sprintf("%s is a list and not text", n), "write {{range " + n.Pipe.String() + "}}{{.}}{{end}}"}
		}
		return err
	case *parse.IfNode:
		for _, part := range []parse.Node{n.List, n.ElseList} {
			if err := c.node(part); err != nil {
				return err
			}
		}
		_, err := c.pipe(n.Pipe)
		return err
	case *parse.RangeNode:
		return c.loop(n)
	}
	word, _, _ := strings.Cut(strings.TrimLeft(n.String(), "{ "), " ")
	return &templateProblem{fmt.Sprintf("{{%s}} is not part of the language", strings.TrimRight(word, "}")), "there are names like {{.Local}}, functions, {{if}} and {{range}}"}
}

func (c *nameCheck) loop(n *parse.RangeNode) error {
	list, err := c.pipe(n.Pipe)
	switch {
	case err != nil:
		return err
	case c.line:
		return &templateProblem{"a {{range}} inside another is not part of the language", ""}
	case !list:
		return &templateProblem{fmt.Sprintf("{{range %s}} has no list to go through", n.Pipe), `write {{range .Request.Values "Via"}}`}
	}
	c.line = true
	err = c.node(n.List)
	c.line = false
	if err != nil {
		return err
	}
	return c.node(n.ElseList)
}

func (c *nameCheck) all(nodes []parse.Node) error {
	for _, n := range nodes {
		if err := c.node(n); err != nil {
			return err
		}
	}
	return nil
}

// pipe also tells whether the value is a list.
func (c *nameCheck) pipe(p *parse.PipeNode) (list bool, err error) {
	if len(p.Decl) > 0 {
		return false, &templateProblem{"variables are not part of the language", "write the names of the request out"}
	}
	for i, cmd := range p.Cmds {
		for j, arg := range cmd.Args {
			// What stands first in a command is called with the rest of it,
			// and, after a |, with what came before as well.
			args := 0
			if j == 0 {
				args = len(cmd.Args) - 1
				if i > 0 {
					args++
				}
			}
			of, err := c.argument(arg, args)
			if err != nil {
				return false, err
			}
			if j == 0 {
				list = of
			}
		}
	}
	return list, nil
}

func (c *nameCheck) argument(n parse.Node, args int) (list bool, err error) {
	switch n := n.(type) {
	case *parse.FieldNode:
		if c.line {
			return false, &templateProblem{fmt.Sprintf("inside {{range}} the dot is a line and has no %s", n), "write $" + n.String()}
		}
		return c.path(n.Ident, args)
	case *parse.VariableNode: // only $, the View itself; others need a declaration
		return c.path(n.Ident[1:], args)
	case *parse.PipeNode:
		return c.pipe(n)
	case *parse.DotNode:
		if c.line && args == 0 {
			return false, nil
		}
		return c.path(nil, args)
	case *parse.ChainNode:
		return false, &templateProblem{fmt.Sprintf("%s is no name", n), "write it as one, like .Request.Method"}
	case *parse.IdentifierNode:
		if n.Ident == "call" {
			return false, &templateProblem{"call is not part of the language", ""}
		}
	}
	return false, nil
}

func (c *nameCheck) path(path []string, args int) (list bool, err error) {
	typ, at := reflect.TypeFor[View](), ""
	for i, name := range path {
		if m, ok := typ.MethodByName(name); ok {
			if i < len(path)-1 {
				return false, &templateProblem{fmt.Sprintf("%s.%s is text and has no %s", at, name, path[i+1]), "write {{" + at + "." + name + "}}"}
			}
			if want := m.Type.NumIn() - 1; args != want {
				return false, &templateProblem{fmt.Sprintf("%s.%s takes one word behind it, not %d", at, name, args), `a header is named like {{.Request.Header "User-Agent"}}`}
			}
			return m.Type.Out(0).Kind() == reflect.Slice, nil
		}
		if typ.Kind() == reflect.Map {
			c.vars = append(c.vars, name)
			typ, at = typ.Elem(), at+"."+name
			continue
		}
		field, ok := reflect.StructField{}, false
		if typ.Kind() == reflect.Struct {
			field, ok = typ.FieldByName(name)
		}
		if !ok || field.Type.Kind() == reflect.Func {
			return false, unknownName(typ, at, name)
		}
		typ, at = field.Type, at+"."+name
	}
	if args > 0 {
		return false, &templateProblem{fmt.Sprintf("%s is text and takes no words behind it", at), "write {{" + at + "}}"}
	}
	if typ.Kind() == reflect.Map {
		return false, &templateProblem{fmt.Sprintf("%s is not text", at), "write the name of a captured value behind it, like " + at + ".agent"}
	}
	if _, text := typ.MethodByName("String"); typ.Kind() == reflect.Struct && !text {
		return false, &templateProblem{fmt.Sprintf("%s is not text", cmp.Or(at, ".")), "write " + at + "." + strings.Join(names(typ), ", "+at+".")}
	}
	return false, nil
}

func unknownName(typ reflect.Type, at, name string) error {
	known := names(typ)
	if len(known) == 0 {
		return &templateProblem{fmt.Sprintf("%s is text and has no %s", at, name), "write {{" + at + "}}"}
	}
	for i := range known {
		known[i] = at + "." + known[i]
	}
	return &templateProblem{fmt.Sprintf("templates know no %s.%s", at, name), nearHint(at+"."+name, known)}
}

// names are what a template can say behind a value of this type.
func names(typ reflect.Type) []string {
	var out []string
	if typ.Kind() != reflect.Struct {
		return nil
	}
	for f := range typ.Fields() {
		if f.Type.Kind() != reflect.Func {
			out = append(out, f.Name)
		}
	}
	for m := range typ.Methods() {
		out = append(out, m.Name)
	}
	return out
}
