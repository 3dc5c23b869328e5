package rules

import (
	"encoding/json"
	"errors"
	"regexp"

	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/client-go/applyconfigurations"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podapi "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	admissionvalidation "k8s.io/kubernetes/pkg/apis/admissionregistration/validation"
	"k8s.io/kubernetes/pkg/apis/apps"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/autoscaling"
	autoscalingvalidation "k8s.io/kubernetes/pkg/apis/autoscaling/validation"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	networkingvalidation "k8s.io/kubernetes/pkg/apis/networking/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	policyvalidation "k8s.io/kubernetes/pkg/apis/policy/validation"
	"k8s.io/kubernetes/pkg/apis/rbac"
	rbacvalidation "k8s.io/kubernetes/pkg/apis/rbac/validation"
	"k8s.io/kubernetes/pkg/apis/scheduling"
	schedulingvalidation "k8s.io/kubernetes/pkg/apis/scheduling/validation"
	"k8s.io/kubernetes/pkg/apis/storage"
	storagevalidation "k8s.io/kubernetes/pkg/apis/storage/validation"
	"sigs.k8s.io/structured-merge-diff/v6/typed"

	// Each package registers its types and their defaults with legacyscheme.
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

// strict refuses unknown fields, for which the API server at most prints a warning.
var strict = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDeserializer()

// Server-side apply takes merged lists and their keys from here.
var merging = applyconfigurations.NewTypeConverter(clientscheme.Scheme)

var unknownField = regexp.MustCompile(`^unknown field "(.*)"$`)

// Builtin kinds pass through the code of the API server: strict decoding, the merge keys of server-side apply, defaults, validation.
func builtin(object map[string]any) []Finding {
	text, err := json.Marshal(object)
	if err != nil {
		return found("", err.Error())
	}
	decoded, _, err := strict.Decode(text, nil, nil)
	findings := decodingErrors(err)
	if decoded == nil {
		return findings
	}
	findings = append(findings, mergeErrors(object)...)
	legacyscheme.Scheme.Default(decoded)
	internal, err := legacyscheme.Scheme.UnsafeConvertToVersion(decoded, runtime.InternalGroupVersioner)
	if err != nil {
		return append(findings, found("", err.Error())...)
	}
	return append(findings, fieldErrors(validate(internal))...)
}

func decodingErrors(err error) []Finding {
	if err == nil {
		return nil
	}
	strict, ok := runtime.AsStrictDecodingError(err)
	if !ok {
		return found("", err.Error())
	}
	var findings []Finding
	for _, err := range strict.Errors() {
		if field := unknownField.FindStringSubmatch(err.Error()); field != nil {
			findings = append(findings, Finding{Path: field[1], Message: "unknown field"})
		} else {
			findings = append(findings, Finding{Message: err.Error()})
		}
	}
	return findings
}

func mergeErrors(object map[string]any) []Finding {
	_, err := merging.ObjectToTyped(&unstructured.Unstructured{Object: object})
	var several typed.ValidationErrors
	if !errors.As(err, &several) {
		return nil // strict decoding has reported this type or field
	}
	var findings []Finding
	for _, one := range several {
		if duplicateKey.MatchString(one.ErrorMessage) {
			findings = append(findings, Finding{Path: trimDot(one.Path), Message: one.ErrorMessage})
		}
	}
	return findings
}

var duplicateKey = regexp.MustCompile(`^duplicate entries for key`)

func fieldErrors(errs field.ErrorList) []Finding {
	var findings []Finding
	for _, err := range errs {
		findings = append(findings, Finding{Path: err.Field, Message: err.ErrorBody()})
	}
	return findings
}

// validate runs the checks of an API server for a new object. The other kinds have no relevant checks beyond their schema.
func validate(object runtime.Object) field.ErrorList {
	switch o := object.(type) {
	case *core.Pod:
		return corevalidation.ValidatePodCreate(o, podapi.GetValidationOptionsFromPodSpecAndMeta(&o.Spec, nil, &o.ObjectMeta, nil))
	case *core.PodTemplate:
		return corevalidation.ValidatePodTemplate(o, podapi.GetValidationOptionsFromPodTemplate(&o.Template, nil))
	case *core.Service:
		return corevalidation.ValidateServiceCreate(o)
	case *core.ConfigMap:
		return corevalidation.ValidateConfigMap(o)
	case *core.Secret:
		return corevalidation.ValidateSecret(o)
	case *core.ServiceAccount:
		return corevalidation.ValidateServiceAccount(o)
	case *core.Namespace:
		return corevalidation.ValidateNamespace(o)
	case *core.LimitRange:
		return corevalidation.ValidateLimitRange(o)
	case *core.ResourceQuota:
		return corevalidation.ValidateResourceQuota(o)
	case *core.PersistentVolume:
		return corevalidation.ValidatePersistentVolume(o, corevalidation.ValidationOptionsForPersistentVolume(o, nil))
	case *core.PersistentVolumeClaim:
		return corevalidation.ValidatePersistentVolumeClaim(o, corevalidation.ValidationOptionsForPersistentVolumeClaim(o, nil))
	case *apps.Deployment:
		return appsvalidation.ValidateDeployment(o, podapi.GetValidationOptionsFromPodTemplate(&o.Spec.Template, nil))
	case *apps.StatefulSet:
		return appsvalidation.ValidateStatefulSet(o, appsvalidation.StatefulSetValidationOptions{}, podapi.GetValidationOptionsFromPodTemplate(&o.Spec.Template, nil))
	case *apps.DaemonSet:
		return appsvalidation.ValidateDaemonSet(o, podapi.GetValidationOptionsFromPodTemplate(&o.Spec.Template, nil))
	case *apps.ReplicaSet:
		return appsvalidation.ValidateReplicaSet(o, podapi.GetValidationOptionsFromPodTemplate(&o.Spec.Template, nil))
	case *batch.Job:
		// Validation as a job would demand the selector that the API server adds.
		job := &batch.JobTemplateSpec{Spec: o.Spec}
		meta := corevalidation.ValidateObjectMeta(&o.ObjectMeta, true, metavalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
		return append(meta, batchvalidation.ValidateJobTemplateSpec(job, nil, nil, podapi.GetValidationOptionsFromPodTemplate(&o.Spec.Template, nil))...)
	case *batch.CronJob:
		return batchvalidation.ValidateCronJobCreate(o, podapi.GetValidationOptionsFromPodTemplate(&o.Spec.JobTemplate.Spec.Template, nil))
	case *autoscaling.HorizontalPodAutoscaler:
		return autoscalingvalidation.ValidateHorizontalPodAutoscaler(o, autoscalingvalidation.HorizontalPodAutoscalerSpecValidationOptions{MinReplicasLowerBound: 1})
	case *networking.Ingress:
		return networkingvalidation.ValidateIngressCreate(o)
	case *networking.NetworkPolicy:
		return networkingvalidation.ValidateNetworkPolicy(o, networkingvalidation.NetworkPolicyValidationOptions{})
	case *policy.PodDisruptionBudget:
		return policyvalidation.ValidatePodDisruptionBudget(o, policyvalidation.PodDisruptionBudgetValidationOptions{})
	case *rbac.Role:
		return rbacvalidation.ValidateRole(o)
	case *rbac.RoleBinding:
		return rbacvalidation.ValidateRoleBinding(o)
	case *rbac.ClusterRole:
		return rbacvalidation.ValidateClusterRole(o, rbacvalidation.ClusterRoleValidationOptions{})
	case *rbac.ClusterRoleBinding:
		return rbacvalidation.ValidateClusterRoleBinding(o)
	case *scheduling.PriorityClass:
		return schedulingvalidation.ValidatePriorityClass(o)
	case *storage.StorageClass:
		return storagevalidation.ValidateStorageClass(o)
	case *admissionregistration.MutatingWebhookConfiguration:
		return admissionvalidation.ValidateMutatingWebhookConfiguration(o)
	case *admissionregistration.ValidatingWebhookConfiguration:
		return admissionvalidation.ValidateValidatingWebhookConfiguration(o)
	case *admissionregistration.MutatingAdmissionPolicy:
		return admissionvalidation.ValidateMutatingAdmissionPolicy(o)
	case *admissionregistration.MutatingAdmissionPolicyBinding:
		return admissionvalidation.ValidateMutatingAdmissionPolicyBinding(o)
	case *admissionregistration.ValidatingAdmissionPolicy:
		return admissionvalidation.ValidateValidatingAdmissionPolicy(o)
	case *admissionregistration.ValidatingAdmissionPolicyBinding:
		return admissionvalidation.ValidateValidatingAdmissionPolicyBinding(o)
	}
	return nil
}
