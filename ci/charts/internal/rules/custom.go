package rules

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// Kinds are the custom kinds with a known CRD.
type Kinds map[schema.GroupVersionKind]*customKind

type customKind struct {
	namespaced bool
	schema     *structural.Structural
	validator  validation.SchemaValidator
	cel        *cel.Validator
}

// ReadCRDs reads the CRDs of files with one or more YAML documents. It skips other kinds.
func ReadCRDs(files []string) (Kinds, error) {
	kinds := Kinds{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, document := range strings.Split("\n"+string(text), "\n---") {
			if err := kinds.add([]byte(document)); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return kinds, nil
}

func (k Kinds) add(document []byte) error {
	var crd apiextensionsv1.CustomResourceDefinition
	if err := yaml.Unmarshal(document, &crd); err != nil {
		return err
	}
	if crd.Kind != "CustomResourceDefinition" {
		return nil
	}
	for _, version := range crd.Spec.Versions {
		if version.Schema == nil || version.Schema.OpenAPIV3Schema == nil {
			continue
		}
		var internal apiextensions.JSONSchemaProps
		err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, &internal, nil)
		if err != nil {
			return err
		}
		kind := &customKind{namespaced: crd.Spec.Scope == apiextensionsv1.NamespaceScoped}
		if kind.schema, err = structural.NewStructural(&internal); err != nil {
			return fmt.Errorf("%s %s: %w", crd.Name, version.Name, err)
		}
		if kind.validator, _, err = validation.NewSchemaValidator(&internal); err != nil {
			return fmt.Errorf("%s %s: %w", crd.Name, version.Name, err)
		}
		kind.cel = cel.NewValidator(kind.schema, true, celconfig.PerCallLimit)
		k[schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}] = kind
	}
	return nil
}

// APIVersions are the entries of .Capabilities.APIVersions on a cluster with these CRDs.
func (k Kinds) APIVersions() []string {
	seen := map[string]bool{}
	for kind := range k {
		seen[kind.GroupVersion().String()] = true
		seen[kind.GroupVersion().String()+"/"+kind.Kind] = true
	}
	return sortedKeys(seen)
}

// A custom object passes the checks of an API server: unknown fields, defaults, metadata, schema, lists by key, CEL rules.
func (k *customKind) check(object map[string]any) []Finding {
	object = runtime.DeepCopyJSON(object)
	var findings []Finding
	unknown := pruning.PruneWithOptions(object, k.schema, true, structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range unknown {
		findings = append(findings, Finding{Path: path, Message: "unknown field"})
	}
	defaulting.Default(object, k.schema)
	if metadata, _, err := objectmeta.GetObjectMeta(object, false); err != nil {
		findings = append(findings, Finding{"metadata", err.Error()})
	} else if metadata != nil {
		errs := metavalidation.ValidateObjectMeta(metadata, k.namespaced, metavalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
		findings = append(findings, fieldErrors(errs)...)
	}
	findings = append(findings, fieldErrors(validation.ValidateCustomResource(nil, object, k.validator))...)
	findings = append(findings, fieldErrors(listtype.ValidateListSetsAndMaps(nil, k.schema, object))...)
	if len(findings) == 0 && k.cel != nil {
		errs, _ := k.cel.Validate(context.Background(), nil, k.schema, object, nil, math.MaxInt64)
		findings = append(findings, fieldErrors(errs)...)
	}
	return findings
}
