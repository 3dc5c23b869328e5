// Package rules finds problems in rendered objects, including places that no API server checks.
package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spark-recorder/ci/charts/internal/render"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// Finding is a problem at a place in one object.
type Finding struct{ Path, Message string }

// Problem is a finding with its file and object.
type Problem struct{ File, Object, Path, Message string }

func (p Problem) String() string {
	var parts []string
	for _, part := range []string{p.File, p.Object, p.Path, p.Message} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}

// Check finds the problems of the objects of one rendering, and counts the pods that they are or contain.
func Check(objects []render.Object, kinds Kinds) (problems []Problem, pods int) {
	seen, sums := map[string]string{}, checksums(objects)
	for _, object := range append(slices.Clone(objects), stored(objects)...) {
		report := func(findings []Finding) {
			for _, f := range findings {
				problems = append(problems, Problem{object.File, object.String(), f.Path, f.Message})
			}
		}
		complete, findings := admitted(object, kinds)
		report(nulls(object.Fields, ""))
		report(findings)

		id := identity(complete)
		if first, twice := seen[id]; twice {
			report(found("", "a second object of this kind and name; the first is in "+first))
		}
		seen[id] = object.File

		templates, findings := podsOf(object.Fields)
		report(findings)
		pods += len(templates)
		for _, pod := range templates {
			report(pod.check())
			if lasting[object.Kind()] {
				report(pod.followsConfig(sums))
			}
		}
	}
	return problems, pods
}

// The result is the object as the API server would see it, and the server's objections.
func admitted(object render.Object, kinds Kinds) (map[string]any, []Finding) {
	kind := schema.FromAPIVersionAndKind(object.APIVersion(), object.Kind())
	fields := runtime.DeepCopyJSON(object.Fields)
	if legacyscheme.Scheme.Recognizes(kind) {
		fields = inNamespace(fields, !clusterWide[kind.GroupKind()])
		return fields, builtin(fields)
	}
	if custom := kinds[kind]; custom != nil {
		fields = inNamespace(fields, custom.namespaced)
		return fields, custom.check(fields)
	}
	return fields, found("", fmt.Sprintf("no schema of %s at hand: is the kind right? A CRD's file belongs into ci/charts/crds", kind))
}

// Helm and the API server put an object without a namespace into the one of the release. They drop the namespace of cluster-wide kinds.
func inNamespace(fields map[string]any, namespaced bool) map[string]any {
	metadata, ok := fields["metadata"].(map[string]any)
	if !ok {
		return fields
	}
	if !namespaced {
		delete(metadata, "namespace")
	} else if metadata["namespace"] == nil {
		metadata["namespace"] = render.Namespace
	}
	return fields
}

var clusterWide = map[schema.GroupKind]bool{
	{Kind: "Namespace"}:        true,
	{Kind: "PersistentVolume"}: true,
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}:                         true,
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRoleBinding"}:                  true,
	{Group: "storage.k8s.io", Kind: "StorageClass"}:                                   true,
	{Group: "scheduling.k8s.io", Kind: "PriorityClass"}:                               true,
	{Group: "networking.k8s.io", Kind: "IngressClass"}:                                true,
	{Group: "admissionregistration.k8s.io", Kind: "MutatingWebhookConfiguration"}:     true,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingWebhookConfiguration"}:   true,
	{Group: "admissionregistration.k8s.io", Kind: "MutatingAdmissionPolicy"}:          true,
	{Group: "admissionregistration.k8s.io", Kind: "MutatingAdmissionPolicyBinding"}:   true,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicy"}:        true,
	{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicyBinding"}: true,
}

func identity(fields map[string]any) string {
	object := render.Object{Fields: fields}
	group := schema.FromAPIVersionAndKind(object.APIVersion(), object.Kind()).Group
	return strings.Join([]string{group, object.Kind(), object.Namespace(), object.Name()}, "/")
}

// Server-side apply sends a null to the API server, which may refuse the object or remove a field. Older Helm versions dropped it.
func nulls(value any, path string) []Finding {
	switch v := value.(type) {
	case nil:
		return found(path, "is null: leave the key out")
	case map[string]any:
		var findings []Finding
		for _, key := range sortedKeys(v) {
			findings = append(findings, nulls(v[key], trimDot(path+"."+key))...)
		}
		return findings
	case []any:
		var findings []Finding
		for i, item := range v {
			findings = append(findings, nulls(item, fmt.Sprintf("%s[%d]", path, i))...)
		}
		return findings
	}
	return nil
}

func found(path, message string) []Finding { return []Finding{{path, message}} }

func trimDot(path string) string { return strings.TrimPrefix(path, ".") }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
