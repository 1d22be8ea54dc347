package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"
)

// readSettings reads a settings file for viper. Values are taken as they are
// written, never as YAML's numbers: +1 is a prefix and 0401 a user.
func readSettings(name string, known *pflag.FlagSet) (map[string]any, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return parseSettings(name, src, known)
}

func parseSettings(name string, src []byte, known *pflag.FlagSet) (map[string]any, error) {
	var document yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(src)).Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.Join(strings.Fields(err.Error()), " "))
	}
	if len(document.Content) == 0 || document.Content[0].Tag == "!!null" {
		return nil, nil
	}
	root := document.Content[0]
	wrong := func(at *yaml.Node, format string, args ...any) error {
		return fmt.Errorf("%s:%d:%d: %s", name, at.Line, at.Column, fmt.Sprintf(format, args...))
	}
	if root.Kind != yaml.MappingNode {
		return nil, wrong(root, "settings are written  KEY: VALUE  a line; sipbin serve --help lists them")
	}
	found := make(map[string]any)
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		flag := known.Lookup(key.Value)
		if flag == nil || flag.Name == "config" {
			return nil, wrong(key, "%q is no setting; sipbin serve --help lists them", key.Value)
		}
		if _, twice := found[flag.Name]; twice {
			return nil, wrong(key, "%s is said twice", flag.Name)
		}
		texts, err := settingTexts(flag, value)
		if err != nil {
			return nil, wrong(value, "%s: %v", flag.Name, err)
		}
		if isList(flag) {
			found[flag.Name] = texts
			continue
		}
		found[flag.Name] = texts[0]
	}
	return found, nil
}

// settingTexts is a value as the texts it is made of. users may be written as
// NAME: PASSWORD as well.
func settingTexts(flag *pflag.Flag, value *yaml.Node) (texts []string, err error) {
	switch {
	case value.Kind == yaml.ScalarNode:
		return []string{value.Value}, fits(flag, value.Value)
	case value.Kind == yaml.SequenceNode && isList(flag):
		for _, item := range value.Content {
			if item.Kind != yaml.ScalarNode {
				return nil, errors.New("an entry of the list is not plain text")
			}
			texts = append(texts, item.Value)
		}
		return texts, nil
	case value.Kind == yaml.MappingNode && flag.Name == "users":
		for i := 0; i+1 < len(value.Content); i += 2 {
			texts = append(texts, value.Content[i].Value+":"+value.Content[i+1].Value)
		}
		return texts, nil
	case isList(flag):
		return nil, errors.New("write a list: [a, b]")
	}
	return nil, errors.New("write one value, as plain text")
}
