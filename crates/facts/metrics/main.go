// Reads which metrics the source of a Go program registers, and writes a line for each, as crates/observe/facts/metrics
// has them. Nothing is compiled: options such as `prometheus.CounterOpts{…}` and calls such as `BuildFQName(…)` are
// found in the syntax, and constants are followed by their names.
//
// usage: go run . [-set name=value,…]… [-wrap prefix=folder]… [-only prefix]… <folder>…
//
// What a parameter or a variable holds is not known: `-set namespace=loki` says what an identifier may stand for. `-wrap`
// says what a registerer puts before the names of a folder. Names that remain unknown go to standard error.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
)

type list []string

func (l *list) add(value string) { *l = append(*l, value) }

type request struct {
	set     map[string]string
	wraps   []wrap
	only    list
	folders list
}

// What a registerer puts before the names of a folder.
type wrap struct{ prefix, folder string }

// A package has its constants, by name.
type pack struct {
	name   string
	folder string
	files  []*ast.File
	consts map[string][]ast.Expr
}

type scanner struct {
	request
	positions *token.FileSet
	packs     []*pack
	byName    map[string][]*pack
	found     map[string]string
}

func main() {
	s := &scanner{request: arguments(os.Args[1:]), positions: token.NewFileSet(), byName: map[string][]*pack{}, found: map[string]string{}}
	for _, folder := range s.folders {
		if err := s.read(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	for _, p := range s.packs {
		for _, file := range p.files {
			ast.Inspect(file, func(node ast.Node) bool { s.visit(p, node); return true })
		}
	}
	s.write()
}

func arguments(words []string) request {
	r := request{set: map[string]string{}}
	for len(words) > 0 {
		switch words[0] {
		case "-set":
			key, value, _ := strings.Cut(words[1], "=")
			r.set[key] = "<" + value + ">"
			words = words[2:]
		case "-wrap":
			prefix, folder, _ := strings.Cut(words[1], "=")
			r.wraps = append(r.wraps, wrap{prefix, filepath.Clean(folder)})
			words = words[2:]
		case "-only":
			r.only.add(words[1])
			words = words[2:]
		default:
			r.folders.add(words[0])
			words = words[1:]
		}
	}
	return r
}

func (s *scanner) read(folder string) error {
	packs := map[string]*pack{}
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (name == "testdata" || name == "vendor" || name == "mocks" || name == "test" || name == "tests" || name == "examples") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(s.positions, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		key := filepath.Dir(path) + " " + file.Name.Name
		if packs[key] == nil {
			packs[key] = &pack{name: file.Name.Name, folder: filepath.Dir(path), consts: map[string][]ast.Expr{}}
			s.packs = append(s.packs, packs[key])
			s.byName[file.Name.Name] = append(s.byName[file.Name.Name], packs[key])
		}
		packs[key].files = append(packs[key].files, file)
		packs[key].constants(file)
		return nil
	})
}

func (p *pack) constants(file *ast.File) {
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, is := node.(*ast.ValueSpec); is {
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					p.consts[name.Name] = append(p.consts[name.Name], spec.Values[i])
				}
			}
		}
		return true
	})
}

func (s *scanner) visit(p *pack, node ast.Node) {
	switch node := node.(type) {
	case *ast.CompositeLit:
		if kind, is := options(node); is {
			s.options(p, node, kind)
		}
	case *ast.CallExpr:
		name := called(node)
		if name == "BuildFQName" && len(node.Args) == 3 {
			s.add(p, node, "", s.joined(p, node.Args...))
		} else if kind, is := named[name]; is && len(node.Args) >= 2 && !isCall(node.Args[0]) {
			s.add(p, node, kind, s.text(p, node.Args[0], 0))
		} else if name == "NewCollector" && len(node.Args) == 1 {
			s.add(p, node, "", s.text(p, node.Args[0], 0)+"_build_info")
		}
	}
}

// Calls whose first argument is a name: of client_golang, and of Istio.
var named = map[string]string{
	"NewDesc": "", "NewSum": "", "NewGauge": "", "NewDerivedGauge": "", "NewDistribution": " histogram",
}

func isCall(e ast.Expr) bool { _, is := e.(*ast.CallExpr); return is }

func options(literal *ast.CompositeLit) (string, bool) {
	var name string
	switch kind := literal.Type.(type) {
	case *ast.SelectorExpr:
		name = kind.Sel.Name
	case *ast.Ident:
		name = kind.Name
	}
	switch strings.TrimSuffix(name, "Opts") {
	case "Histogram":
		return " histogram", true
	case "Summary":
		return " summary", true
	case "Counter", "Gauge":
		return "", true
	}
	return "", name == "Opts"
}

func called(call *ast.CallExpr) string {
	switch function := call.Fun.(type) {
	case *ast.SelectorExpr:
		return function.Sel.Name
	case *ast.Ident:
		return function.Name
	}
	return ""
}

func (s *scanner) options(p *pack, literal *ast.CompositeLit, kind string) {
	fields := map[string]ast.Expr{}
	for _, element := range literal.Elts {
		if pair, is := element.(*ast.KeyValueExpr); is {
			if key, is := pair.Key.(*ast.Ident); is {
				fields[key.Name] = pair.Value
			}
		}
	}
	if fields["Name"] != nil {
		s.add(p, literal, kind, s.joined(p, fields["Namespace"], fields["Subsystem"], fields["Name"]))
	}
}

func (s *scanner) joined(p *pack, parts ...ast.Expr) string {
	var words []string
	for _, part := range parts {
		if text := s.text(p, part, 0); text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, "_")
}

// What an expression holds; `?` stands for what is not known.
func (s *scanner) text(p *pack, e ast.Expr, depth int) string {
	if e == nil || depth > 8 {
		return ""
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.ParenExpr:
		return s.text(p, e.X, depth+1)
	case *ast.BinaryExpr:
		return s.text(p, e.X, depth+1) + s.text(p, e.Y, depth+1)
	case *ast.Ident:
		return s.named([]*pack{p}, e.Name, depth)
	case *ast.SelectorExpr:
		if of, is := e.X.(*ast.Ident); is && s.byName[of.Name] != nil {
			return s.named(s.byName[of.Name], e.Sel.Name, depth)
		}
		return s.named(nil, e.Sel.Name, depth)
	case *ast.CallExpr:
		if len(e.Args) == 1 && called(e) == "string" {
			return s.text(p, e.Args[0], depth+1)
		}
		if called(e) == "BuildFQName" {
			return s.joined(p, e.Args...)
		}
		if called(e) == "Sprintf" {
			return s.formatted(p, e, depth)
		}
	}
	return "?"
}

func (s *scanner) formatted(p *pack, call *ast.CallExpr, depth int) string {
	text := s.text(p, call.Args[0], depth+1)
	for _, argument := range call.Args[1:] {
		text = strings.Replace(text, "%s", s.text(p, argument, depth+1), 1)
	}
	return text
}

func (s *scanner) named(packs []*pack, name string, depth int) string {
	for _, p := range packs {
		if choices := s.choices(p, name, depth); len(choices) > 0 {
			return oneOf(choices)
		}
	}
	if value, is := s.set[name]; is {
		return value
	}
	return "?"
}

// What a constant holds; several of a package may have one name.
func (s *scanner) choices(p *pack, name string, depth int) []string {
	var found []string
	for _, e := range p.consts[name] {
		text := s.text(p, e, depth+1)
		if text != "" && !strings.ContainsAny(text, "?%") && !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return found
}

func oneOf(choices []string) string {
	if len(choices) == 1 {
		return choices[0]
	}
	return "<" + strings.NewReplacer("<", "", ">", "").Replace(strings.Join(choices, ",")) + ">"
}

func (s *scanner) add(p *pack, node ast.Node, kind, name string) {
	if before, rest, is := strings.Cut(name, "<"); is {
		choices, after, _ := strings.Cut(rest, ">")
		for _, choice := range strings.Split(choices, ",") {
			s.add(p, node, kind, strings.TrimPrefix(before+choice+after, "_"))
		}
		return
	}
	if strings.ContainsAny(name, "?%") {
		fmt.Fprintf(os.Stderr, "%s: %s\n", s.positions.Position(node.Pos()), name)
		return
	}
	s.note(name, kind)
	for _, wrap := range s.wraps {
		if strings.HasPrefix(p.folder, wrap.folder) && !strings.HasPrefix(name, wrap.prefix) {
			s.note(wrap.prefix+name, kind)
		}
	}
}

func (s *scanner) note(name, kind string) {
	if s.found[name] == "" {
		s.found[name] = kind
	}
}

func (s *scanner) write() {
	var lines []string
	for name, kind := range s.found {
		isOne := len(s.only) == 0
		for _, prefix := range s.only {
			isOne = isOne || strings.HasPrefix(name, prefix)
		}
		if isOne && name != "" {
			lines = append(lines, name+kind)
		}
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}
