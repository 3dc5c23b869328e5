module github.com/spark-recorder/ci/tools/spark-operator

go 1.26

require github.com/kubeflow/spark-operator/v2 v2.5.2
