package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

// curl is as much of the program of that name as scripts and READMEs need, so
// that they run where it is not installed.
func curl() {
	if err := fetch(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "curl:", err)
		os.Exit(22)
	}
}

func fetch(args []string, out io.Writer) error {
	f := flag.NewFlagSet("curl", flag.ContinueOnError)
	var headers []string
	method := f.String("X", "", "method")
	data := f.String("d", "", "data, or @file")
	f.StringVar(data, "data-binary", "", "data, or @file")
	object := f.String("json", "", "data that is JSON")
	fails := f.Bool("f", false, "fail on an error")
	f.Bool("s", false, "be quiet")
	sf := f.Bool("sf", false, "both")
	f.Func("H", "header", func(h string) error { headers = append(headers, h); return nil })
	if err := f.Parse(args); err != nil {
		return err
	}
	body := *data + *object
	if name, ok := strings.CutPrefix(body, "@"); ok {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		body = string(text)
	}
	if *method == "" {
		if *method = http.MethodGet; body != "" {
			*method = http.MethodPost
		}
	}
	req, err := http.NewRequest(*method, f.Arg(0), strings.NewReader(body))
	if err != nil {
		return err
	}
	if *object != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if req.Header.Set(name, value); name == "Host" {
			req.Host = value
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if (*fails || *sf) && res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("the answer is %s", res.Status)
	}
	_, err = io.Copy(out, res.Body)
	return err
}
