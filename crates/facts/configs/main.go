// Reads which keys the configuration of a Go program has, out of the structs that it is read into, and writes them as
// a structural schema. Nothing is compiled: the source is parsed where `go mod download` puts it.
//
// usage: go run . <module>@<version>[=<folder>] <package> <type> [yaml|json|protobuf] > <name>.json
//
//	go run . components <version> <folder> < components.txt
//
// A module that is no longer to be had as one is read in a folder with its source.
//
// The last word is the tag that names the fields: that of the package that reads the configuration. The second form reads
// the components of an OpenTelemetry collector, which are a module each: a section, its names, the module, and the type
// where it is not Config.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
)

type schema = map[string]any

// tagged is the tag that names fields.
var tagged = "yaml"

type module struct{ path, version, dir string }

type file struct {
	imports map[string]string
	pkg     *pack
}

type pack struct {
	path    string
	types   map[string]*ast.TypeSpec
	files   map[string]*file
	methods map[string]map[string]bool
	// unmarshal are the methods by which types read a part of a collector's configuration themselves.
	unmarshal map[string]*ast.FuncDecl
}

type reader struct {
	modules  map[string]*module
	packages map[string]*pack
	open     map[string]bool
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "components" {
		components(os.Args[2], os.Args[3])
		return
	}
	if len(os.Args) != 4 && len(os.Args) != 5 {
		fail("usage: go run . <module>@<version>[=<folder>] <package> <type> [yaml|json|protobuf]")
	}
	if len(os.Args) == 5 {
		tagged = os.Args[4]
	}
	of, dir, _ := strings.Cut(os.Args[1], "=")
	path, version, _ := strings.Cut(of, "@")
	r := &reader{modules: map[string]*module{}, packages: map[string]*pack{}, open: map[string]bool{}}
	r.require(path, version, dir)
	p := r.load(os.Args[2])
	if p == nil || p.types[os.Args[3]] == nil {
		fail("there is no type " + os.Args[3] + " in " + os.Args[2])
	}
	out := r.named(p, os.Args[3])
	text, err := json.Marshal(map[string]any{"source": of + ":" + os.Args[2] + "." + os.Args[3], "schema": out})
	if err != nil {
		fail(err.Error())
	}
	fmt.Println(string(text))
}

// components reads the configuration of each component of a collector, and writes a file for each.
func components(version, folder string) {
	tagged = "mapstructure"
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 3 || strings.HasPrefix(words[0], "#") {
			continue
		}
		name, path := "Config", words[2]
		if len(words) > 3 {
			name = words[3]
		}
		r := &reader{modules: map[string]*module{}, packages: map[string]*pack{}, open: map[string]bool{}}
		r.require(path, version, "")
		p := r.load(path)
		if p == nil || p.types[name] == nil {
			fail("there is no type " + name + " in " + path)
		}
		text, err := json.Marshal(map[string]any{"source": path + "@" + version, "schema": r.named(p, name)})
		if err != nil {
			fail(err.Error())
		}
		for _, alias := range strings.Split(words[1], ",") {
			file := filepath.Join(folder, words[0]+"."+alias+".json")
			if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
				fail(err.Error())
			}
		}
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}

// require learns the versions of all modules that a module is built with.
func (r *reader) require(path, version, dir string) {
	root := &module{path: path, version: version, dir: dir}
	r.modules[path] = root
	text, err := os.ReadFile(filepath.Join(r.dir(root), "go.mod"))
	if err != nil {
		fail(err.Error())
	}
	for _, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "//")
		line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "require "), "replace ")
		old, new, replaced := strings.Cut(line, "=>")
		words := strings.Fields(old)
		if replaced {
			to := strings.Fields(new)
			if len(words) > 0 && len(to) == 2 {
				r.modules[words[0]] = &module{path: to[0], version: to[1]}
			}
		} else if len(words) == 2 && strings.HasPrefix(words[1], "v") && strings.Contains(words[0], ".") {
			if r.modules[words[0]] == nil {
				r.modules[words[0]] = &module{path: words[0], version: words[1]}
			}
		}
	}
}

func (r *reader) dir(m *module) string {
	if m.dir == "" {
		out, err := exec.Command("go", "mod", "download", "-json", m.path+"@"+m.version).Output()
		var found struct{ Dir string }
		if json.Unmarshal(out, &found) != nil || found.Dir == "" {
			fmt.Fprintln(os.Stderr, "cannot download", m.path, m.version, err)
			m.dir = "/nonexistent"
			return m.dir
		}
		m.dir = found.Dir
	}
	return m.dir
}

// load parses a package; nil when it is that of Go itself or cannot be had.
func (r *reader) load(path string) *pack {
	if p, known := r.packages[path]; known {
		return p
	}
	r.packages[path] = nil
	root := ""
	for known := range r.modules {
		if (path == known || strings.HasPrefix(path, known+"/")) && len(known) > len(root) {
			root = known
		}
	}
	if root == "" {
		return nil
	}
	dir := filepath.Join(r.dir(r.modules[root]), strings.TrimPrefix(path, root))
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	p := &pack{path: path, types: map[string]*ast.TypeSpec{}, files: map[string]*file{}, methods: map[string]map[string]bool{}, unmarshal: map[string]*ast.FuncDecl{}}
	context := build.Default
	context.GOOS, context.GOARCH = "linux", "amd64"
	for _, name := range names {
		if fits, _ := context.MatchFile(dir, filepath.Base(name)); !fits || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution); err == nil {
			p.add(parsed)
		}
	}
	r.packages[path] = p
	return p
}

func (p *pack) add(parsed *ast.File) {
	f := &file{imports: map[string]string{}, pkg: p}
	for _, spec := range parsed.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		name := path[strings.LastIndex(path, "/")+1:]
		if len(name) > 1 && name[0] == 'v' && name[1] >= '0' && name[1] <= '9' {
			name = filepath.Base(filepath.Dir(path))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		f.imports[strings.TrimSuffix(name, ".go")] = path
	}
	for _, declaration := range parsed.Decls {
		switch d := declaration.(type) {
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					p.types[t.Name.Name], p.files[t.Name.Name] = t, f
				}
			}
		case *ast.FuncDecl:
			if d.Recv != nil && len(d.Recv.List) == 1 {
				if name := receiver(d.Recv.List[0].Type); name != "" {
					if p.methods[name] == nil {
						p.methods[name] = map[string]bool{}
					}
					p.methods[name][d.Name.Name] = true
					if d.Name.Name == "Unmarshal" {
						p.unmarshal[name] = d
					}
				}
			}
		}
	}
}

func receiver(expression ast.Expr) string {
	switch t := expression.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func anything() schema { return schema{"x-kubernetes-preserve-unknown-fields": true} }

// text is also what a number is read into.
func text() schema { return schema{"x-kubernetes-int-or-string": true} }

const promDuration = `^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$|^0$`
const goDuration = `^-?([0-9]*\.?[0-9]+(ns|us|µs|ms|s|m|h))+$|^0$`

var known = map[string]schema{
	"time.Duration": {"x-kubernetes-int-or-string": true, "pattern": goDuration},
	"github.com/prometheus/common/model.Duration":              {"x-kubernetes-int-or-string": true, "pattern": promDuration},
	"go.opentelemetry.io/collector/config/configopaque.String": text(),
	"time.Time":   text(),
	"net/url.URL": text(),
}

func (r *reader) named(p *pack, name string) schema {
	id := p.path + "." + name
	if s, ok := known[id]; ok {
		return s
	}
	spec, f := p.types[name], p.files[name]
	if tagged == "protobuf" && spec != nil {
		if _, isStruct := spec.Type.(*ast.StructType); !isStruct {
			return anything()
		}
	}
	if spec == nil || spec.TypeParams != nil || r.open[id] {
		return anything()
	}
	r.open[id] = true
	defer delete(r.open, id)
	methods := p.methods[name]
	if methods["UnmarshalText"] && !methods["UnmarshalYAML"] {
		return text()
	}
	structure, isStruct := spec.Type.(*ast.StructType)
	if own := p.unmarshal[name]; own != nil && tagged == "mapstructure" {
		if !isStruct {
			return anything()
		}
		return shallow(r.structure(f, structure), own)
	}
	if methods["UnmarshalYAML"] && !(isStruct && hasTags(structure)) {
		return anything()
	}
	out := r.convert(f, spec.Type)
	if tagged == "protobuf" && out["x-kubernetes-preserve-unknown-fields"] == true {
		r.alternatives(p, name, out)
	}
	return out
}

// shallow keeps the keys of a type that reads itself, and those that its code speaks of. What they hold may be written in
// several ways. One that passes over what it does not know takes anything.
func shallow(out schema, own *ast.FuncDecl) schema {
	properties := out["properties"].(schema)
	for key := range properties {
		properties[key] = anything()
	}
	ast.Inspect(own.Body, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.Ident:
			if n.Name == "WithIgnoreUnused" || n.Name == "ToStringMap" {
				out["x-kubernetes-preserve-unknown-fields"] = true
			}
		case *ast.BasicLit:
			if key := strings.Trim(n.Value, `"`); n.Kind == token.STRING && isKey(key) {
				properties[key] = anything()
			}
		}
		return true
	})
	return out
}

func isKey(text string) bool {
	for _, c := range text {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return text != ""
}

// alternatives takes over the fields of which a message has one: each is a type of its own, named after the message.
func (r *reader) alternatives(p *pack, name string, out schema) {
	properties, ok := out["properties"].(schema)
	if !ok {
		return
	}
	delete(out, "x-kubernetes-preserve-unknown-fields")
	for other, spec := range p.types {
		structure, isStruct := spec.Type.(*ast.StructType)
		if !isStruct || !strings.HasPrefix(other, name+"_") || len(structure.Fields.List) != 1 {
			continue
		}
		if inner, ok := r.structure(p.files[other], structure)["properties"].(schema); ok {
			for key, value := range inner {
				properties[key] = value
			}
		}
	}
}

// hasTags tells structs that are read field by field from those that stand for a text.
func hasTags(structure *ast.StructType) bool {
	for _, field := range structure.Fields.List {
		if field.Tag != nil && strings.Contains(field.Tag.Value, tagged+`:"`) && !strings.Contains(field.Tag.Value, tagged+`:"-"`) {
			return true
		}
	}
	return false
}

func (r *reader) convert(f *file, expression ast.Expr) schema {
	switch t := expression.(type) {
	case *ast.ParenExpr:
		return r.convert(f, t.X)
	case *ast.StarExpr:
		return r.convert(f, t.X)
	case *ast.ArrayType:
		if element, ok := t.Elt.(*ast.Ident); ok && element.Name == "byte" {
			return text()
		}
		return schema{"type": "array", "items": r.convert(f, t.Elt)}
	case *ast.MapType:
		return schema{"type": "object", "additionalProperties": r.convert(f, t.Value)}
	case *ast.StructType:
		return r.structure(f, t)
	case *ast.SelectorExpr:
		return r.selected(f, t)
	case *ast.Ident:
		return r.identified(f, t.Name)
	case *ast.IndexExpr:
		// What is optional is read as what it holds, and can be switched off.
		if generic, ok := t.X.(*ast.SelectorExpr); ok && generic.Sel.Name == "Optional" {
			inner := r.convert(f, t.Index)
			if properties, ok := inner["properties"].(schema); ok {
				properties["enabled"] = schema{"type": "boolean"}
			}
			return inner
		}
	}
	return anything()
}

func (r *reader) selected(f *file, t *ast.SelectorExpr) schema {
	qualifier, ok := t.X.(*ast.Ident)
	if !ok {
		return anything()
	}
	path := f.imports[qualifier.Name]
	if path == "" {
		for _, candidate := range f.imports {
			if p := r.load(candidate); p != nil && strings.HasSuffix(strings.ReplaceAll(candidate, "-", ""), qualifier.Name) {
				path = candidate
			}
		}
	}
	if s, ok := known[path+"."+t.Sel.Name]; ok {
		return s
	}
	if p := r.load(path); p != nil {
		return r.named(p, t.Sel.Name)
	}
	return anything()
}

func (r *reader) identified(f *file, name string) schema {
	switch name {
	case "string":
		return text()
	case "bool":
		return schema{"type": "boolean"}
	case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64":
		return schema{"type": "integer"}
	case "float32", "float64":
		return schema{"type": "number"}
	case "any", "error":
		return anything()
	}
	return r.named(f.pkg, name)
}

func (r *reader) structure(f *file, t *ast.StructType) schema {
	properties := schema{}
	out := schema{"type": "object", "properties": properties}
	for _, field := range t.Fields.List {
		tag := ""
		if field.Tag != nil {
			tags := reflect.StructTag(strings.Trim(field.Tag.Value, "`"))
			tag = tags.Get(tagged)
			if tagged == "protobuf" {
				if _, isOneOf := tags.Lookup("protobuf_oneof"); isOneOf {
					out["x-kubernetes-preserve-unknown-fields"] = true
				}
				if tag = protobufName(tag); tag == "" {
					continue
				}
			}
		}
		words := strings.Split(tag, ",")
		name := words[0]
		if name == "-" {
			continue
		}
		inner := func() schema { return r.convert(f, field.Type) }
		if contains(words[1:], "remain") {
			out["x-kubernetes-preserve-unknown-fields"] = true
			continue
		}
		if contains(words[1:], "inline") || contains(words[1:], "squash") {
			merge(out, properties, inner())
			continue
		}
		names := field.Names
		if len(names) == 0 {
			names = []*ast.Ident{{Name: embedded(field.Type)}}
		}
		for _, identifier := range names {
			if !identifier.IsExported() {
				continue
			}
			key := name
			if key == "" && tagged == "mapstructure" {
				key = identifier.Name
			} else if key == "" {
				key = strings.ToLower(identifier.Name)
			}
			properties[key] = inner()
		}
	}
	return out
}

// protobufName is the name of a field in JSON; empty for what is no field.
func protobufName(tag string) string {
	name := ""
	for _, word := range strings.Split(tag, ",") {
		if value, found := strings.CutPrefix(word, "name="); found && name == "" {
			name = value
		}
		if value, found := strings.CutPrefix(word, "json="); found {
			name = value
		}
	}
	return name
}

// merge takes the fields of an inlined struct over; an inlined map takes any key.
func merge(out, properties, inner schema) {
	fields, ok := inner["properties"].(schema)
	if !ok || inner["x-kubernetes-preserve-unknown-fields"] == true {
		out["x-kubernetes-preserve-unknown-fields"] = true
	}
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		properties[key] = fields[key]
	}
}

func embedded(expression ast.Expr) string {
	switch t := expression.(type) {
	case *ast.StarExpr:
		return embedded(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.Ident:
		return t.Name
	}
	return ""
}

func contains(words []string, word string) bool {
	for _, candidate := range words {
		if candidate == word {
			return true
		}
	}
	return false
}
