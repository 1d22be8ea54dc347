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
// [View], functions, {{if}}. Blocks that move the dot are refused, and with
// them every loop, so that each name can be judged before anybody calls. vars
// are the names of Vars that it uses, of which only the whole scenario tells
// whether they are captured.
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

type nameCheck struct{ vars []string }

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
		return c.pipe(n.Pipe)
	case *parse.IfNode:
		for _, part := range []parse.Node{n.List, n.ElseList} {
			if err := c.node(part); err != nil {
				return err
			}
		}
		return c.pipe(n.Pipe)
	}
	word, _, _ := strings.Cut(strings.TrimLeft(n.String(), "{ "), " ")
	return &templateProblem{fmt.Sprintf("{{%s}} is not part of the language", strings.TrimRight(word, "}")), "there are names like {{.Local}}, functions and {{if}}"}
}

func (c *nameCheck) all(nodes []parse.Node) error {
	for _, n := range nodes {
		if err := c.node(n); err != nil {
			return err
		}
	}
	return nil
}

func (c *nameCheck) pipe(p *parse.PipeNode) error {
	if len(p.Decl) > 0 {
		return &templateProblem{"variables are not part of the language", "write the names of the request out"}
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
			if err := c.argument(arg, args); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *nameCheck) argument(n parse.Node, args int) error {
	switch n := n.(type) {
	case *parse.FieldNode:
		return c.path(n.Ident, args)
	case *parse.VariableNode: // only $, the View itself; others need a declaration
		return c.path(n.Ident[1:], args)
	case *parse.PipeNode:
		return c.pipe(n)
	case *parse.DotNode:
		return c.path(nil, args)
	case *parse.ChainNode:
		return &templateProblem{fmt.Sprintf("%s is no name", n), "write it as one, like .Request.Method"}
	case *parse.IdentifierNode:
		if n.Ident == "call" {
			return &templateProblem{"call is not part of the language", ""}
		}
	}
	return nil
}

func (c *nameCheck) path(path []string, args int) error {
	typ, at := reflect.TypeFor[View](), ""
	for i, name := range path {
		if m, ok := typ.MethodByName(name); ok {
			if i < len(path)-1 {
				return &templateProblem{fmt.Sprintf("%s.%s is text and has no %s", at, name, path[i+1]), "write {{" + at + "." + name + "}}"}
			}
			if want := m.Type.NumIn() - 1; args != want {
				return &templateProblem{fmt.Sprintf("%s.%s takes one word behind it, not %d", at, name, args), `a header is named like {{.Request.Header "User-Agent"}}`}
			}
			return nil
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
			return unknownName(typ, at, name)
		}
		typ, at = field.Type, at+"."+name
	}
	if args > 0 {
		return &templateProblem{fmt.Sprintf("%s is text and takes no words behind it", at), "write {{" + at + "}}"}
	}
	if typ.Kind() == reflect.Map {
		return &templateProblem{fmt.Sprintf("%s is not text", at), "write the name of a captured value behind it, like " + at + ".agent"}
	}
	if _, text := typ.MethodByName("String"); typ.Kind() == reflect.Struct && !text {
		return &templateProblem{fmt.Sprintf("%s is not text", cmp.Or(at, ".")), "write " + at + "." + strings.Join(names(typ), ", "+at+".")}
	}
	return nil
}

func unknownName(typ reflect.Type, at, name string) error {
	known := names(typ)
	if len(known) == 0 {
		return &templateProblem{fmt.Sprintf("%s is text and has no %s", at, name), "write {{" + at + "}}"}
	}
	for i := range known {
		known[i] = at + "." + known[i]
	}
	return &templateProblem{fmt.Sprintf("templates know no %s.%s", at, name), nearHint(at+"."+name, known, nil)}
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
