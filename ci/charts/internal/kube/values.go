package kube

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
)

// readValues reads the values of fields from Go sources: the constants of a type that is marked `+enum`. The published schema lacks these
// lists.
func readValues(files ...string) (map[string][]string, error) {
	constants, enums, fields := map[string][]string{}, map[string]bool{}, map[string]string{}
	for _, file := range files {
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, declaration := range source.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, one := range general.Specs {
				switch spec := one.(type) {
				case *ast.ValueSpec:
					readConstant(spec, constants)
				case *ast.TypeSpec:
					doc := spec.Doc
					if doc == nil {
						doc = general.Doc
					}
					enums[spec.Name.Name] = isEnum(doc)
					readFields(spec, fields)
				}
			}
		}
	}
	values := map[string][]string{}
	for field, name := range fields {
		if enums[name] {
			values[field] = constants[name]
		}
	}
	return values, nil
}

// isEnum looks at each comment, because comments that are no documentation may stand between the marker and the type.
func isEnum(doc *ast.CommentGroup) bool {
	if doc != nil {
		for _, comment := range doc.List {
			if strings.TrimSpace(strings.TrimPrefix(comment.Text, "//")) == "+enum" {
				return true
			}
		}
	}
	return false
}

func readConstant(spec *ast.ValueSpec, constants map[string][]string) {
	name, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 {
		return
	}
	if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
		if value, err := strconv.Unquote(literal.Value); err == nil {
			constants[name.Name] = append(constants[name.Name], value)
		}
	}
}

func readFields(spec *ast.TypeSpec, fields map[string]string) {
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		if field.Tag == nil {
			continue
		}
		tag, err := strconv.Unquote(field.Tag.Value)
		if err != nil {
			continue
		}
		name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		if named := nameOf(field.Type); name != "" && named != "" {
			fields[spec.Name.Name+"."+name] = named
		}
	}
}

func nameOf(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.StarExpr:
		return nameOf(e.X)
	case *ast.ArrayType:
		return nameOf(e.Elt)
	}
	return ""
}
