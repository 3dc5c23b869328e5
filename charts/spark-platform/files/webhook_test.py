"""Asks the Kubernetes API for a SparkApplication, as a dry run, until the operator's webhook has filled in its defaults.

A dry run goes through admission but stores nothing. `spec.mode` has no default in the CRD: only the webhook sets it.
"""
import json, os, ssl, sys, time, urllib.error, urllib.request

ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
NAMESPACES = os.environ["TEST_NAMESPACES"].split(",")
TIMEOUT = int(os.environ["TEST_TIMEOUT_SECONDS"])
HINTS = {
    "x509": "The API server does not trust the webhook's certificate. If that lasts, delete its secret (named ...-webhook-certs) and restart it.",
    "EOF": "Something stands between the API server and the webhook, most likely a mesh: see spark-operator.webhook.annotations.",
    "Address is not allowed": "The API server cannot reach the cluster's pods, as with a pod network that it is no part of.",
    "deadline exceeded": "The API server cannot reach the webhook. Is its port (spark-operator.webhook.port) open from there?",
    "connection refused": "Nothing listens: look at the webhook's pod.",
    "no endpoints available": "No webhook is ready: look at the webhook's pod.",
    "could not find the requested resource": "The operator's CRDs are not installed.",
    "did not touch it": "No webhook was called: it does not answer while failurePolicy is Ignore, or it leaves this namespace out.",
}
APPLICATION = {
    "apiVersion": "sparkoperator.k8s.io/v1beta2",
    "kind": "SparkApplication",
    "metadata": {"name": "webhook-test"},
    "spec": {"type": "Scala", "sparkVersion": "4.0.0", "mainApplicationFile": "local:///none", "driver": {}, "executor": {}},
}


def api():
    host = os.environ["KUBERNETES_SERVICE_HOST"]
    url = "https://%s:%s" % ("[%s]" % host if ":" in host else host, os.environ["KUBERNETES_SERVICE_PORT"])
    trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ACCOUNT + "/ca.crt"))
    return url, urllib.request.build_opener(urllib.request.ProxyHandler({}), trust)


def ask(namespace):
    """Nothing when the webhook answered, else what stood in the way."""
    url, opener = api()
    path = "/apis/sparkoperator.k8s.io/v1beta2/namespaces/%s/sparkapplications?dryRun=All" % namespace
    request = urllib.request.Request(url + path, json.dumps(APPLICATION).encode(), {"Content-Type": "application/json"})
    with open(ACCOUNT + "/token") as token:
        request.add_header("Authorization", "Bearer " + token.read())
    try:
        with opener.open(request, timeout=40) as answer:
            mode = json.load(answer)["spec"].get("mode")
            return None if mode == "cluster" else "the API server took the application, but the webhook did not touch it"
    except urllib.error.HTTPError as refused:
        text = refused.read().decode(errors="replace")
        try:
            text = json.loads(text)["message"]
        except (ValueError, KeyError):
            pass
        return "%d %s" % (refused.code, text)
    except OSError as failed:
        return "no answer from the API server: %s" % failed


def wait(namespace, start):
    last = None
    while True:
        problem = ask(namespace)
        waited = time.monotonic() - start
        if problem is None:
            print("%5.1f s  %s: the webhook answers" % (waited, namespace))
            return True
        if problem != last:
            print("%5.1f s  %s: %s" % (waited, namespace, problem))
            last = problem
        if waited + 1 >= TIMEOUT:
            print("Gave up after %d s." % TIMEOUT)
            for sign, hint in HINTS.items():
                if sign in problem:
                    print(hint)
            return False
        time.sleep(1)


begin = time.monotonic()
sys.exit(0 if all(wait(namespace, begin) for namespace in NAMESPACES) else 1)
