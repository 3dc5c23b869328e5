/*
 * Stands in for Undo's LiveRecorder for Java, which needs a licence. It keeps to the documented contract of that agent:
 * options in -agentpath, the recording is written at the end of the JVM and takes its time, and then the static method
 * recordingSaved(String) of the callback's class is called. The recording is a pattern, not an execution. Unknown
 * options keep the JVM from starting, so that a test sees them.
 *
 * Environment of the stand-in alone: LR4J_STAND_IN_BYTES is the size of the recording. While the file that
 * LR4J_STAND_IN_HOLD names exists, the agent waits in the middle of the recording.
 */
#include <fcntl.h>
#include <jni.h>
#include <jvmti.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, PAUSE = 2000 };

static const char *const NAMES[] = {"save_on",           "output",           "save_callback_class", "save_callback_jar",
                                    "max_event_log_size", "start_after_classload"};
enum { SAVE_ON, OUTPUT, CALLBACK_CLASS, CALLBACK_JAR, OPTIONS = sizeof NAMES / sizeof *NAMES };
static char *option[OPTIONS];

static int complain(const char *what, const char *value) {
  fprintf(stderr, "lr4j stand-in: %s: %s\n", what, value);
  return JNI_ERR;
}

static int set(char *assignment) {
  char *value = strchr(assignment, '=');
  if (value != NULL) {
    *value++ = '\0';
    for (int i = 0; i < OPTIONS; i++) {
      if (strcmp(assignment, NAMES[i]) == 0) {
        option[i] = value;
        return JNI_OK;
      }
    }
  }
  return complain("unknown option", assignment);
}

static int parse(const char *options) {
  char *rest = strdup(options == NULL ? "" : options);
  for (char *next = strtok_r(rest, ",", &rest); next != NULL; next = strtok_r(NULL, ",", &rest)) {
    if (set(next) != JNI_OK) {
      return JNI_ERR;
    }
  }
  if (option[SAVE_ON] == NULL) {
    return complain("missing option", "save_on");
  }
  if ((option[CALLBACK_CLASS] == NULL) != (option[CALLBACK_JAR] == NULL)) {
    return complain("one without the other", "save_callback_class, save_callback_jar");
  }
  return JNI_OK;
}

static void wait_in_the_middle(void) {
  const char *hold = getenv("LR4J_STAND_IN_HOLD");
  while (hold != NULL && access(hold, F_OK) == 0) {
    usleep(PAUSE);
  }
}

/* Byte i of the recording is i ^ i>>8 ^ i>>16. */
static int write_slowly(const char *file) {
  const char *bytes = getenv("LR4J_STAND_IN_BYTES");
  long size = bytes == NULL ? 1024 * 1024 : atol(bytes);
  int out = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0) {
    return complain("cannot write", file);
  }
  unsigned char block[BLOCK];
  for (long at = 0, next; at < size; at = next) {
    long half = size / 2;
    next = at + BLOCK < size ? at + BLOCK : size;
    next = at < half && next > half ? half : next;
    for (long i = at; i < next; i++) {
      block[i - at] = (unsigned char)(i ^ i >> 8 ^ i >> 16);
    }
    if (at == half) {
      wait_in_the_middle();
    }
    if (write(out, block, next - at) != next - at) {
      close(out);
      return complain("cannot write", file);
    }
    usleep(PAUSE);
  }
  return close(out) == 0 ? JNI_OK : complain("cannot write", file);
}

/* JNI's FindClass would take the loader of the Java method that ends the JVM. */
static jclass load(JNIEnv *jni, const char *name) {
  jclass loaders = (*jni)->FindClass(jni, "java/lang/ClassLoader");
  jmethodID system = (*jni)->GetStaticMethodID(jni, loaders, "getSystemClassLoader", "()Ljava/lang/ClassLoader;");
  jmethodID load = (*jni)->GetMethodID(jni, loaders, "loadClass", "(Ljava/lang/String;)Ljava/lang/Class;");
  jobject loader = (*jni)->CallStaticObjectMethod(jni, loaders, system);
  return (*jni)->CallObjectMethod(jni, loader, load, (*jni)->NewStringUTF(jni, name));
}

static void call_back(JNIEnv *jni, const char *file) {
  jclass callback = load(jni, option[CALLBACK_CLASS]);
  jmethodID saved = callback == NULL ? NULL
                                     : (*jni)->GetStaticMethodID(jni, callback, "recordingSaved", "(Ljava/lang/String;)V");
  if (saved != NULL) {
    (*jni)->CallStaticVoidMethod(jni, callback, saved, (*jni)->NewStringUTF(jni, file));
  }
  if ((*jni)->ExceptionCheck(jni)) {
    complain("the callback threw", option[CALLBACK_CLASS]);
    (*jni)->ExceptionDescribe(jni);
    (*jni)->ExceptionClear(jni);
  }
}

/* The system property io.undo.output, set at any time, wins over the option. */
static const char *output(JNIEnv *jni) {
  jclass system = (*jni)->FindClass(jni, "java/lang/System");
  jmethodID get = (*jni)->GetStaticMethodID(jni, system, "getProperty", "(Ljava/lang/String;)Ljava/lang/String;");
  jstring name = (*jni)->CallStaticObjectMethod(jni, system, get, (*jni)->NewStringUTF(jni, "io.undo.output"));
  return name == NULL ? option[OUTPUT] : (*jni)->GetStringUTFChars(jni, name, NULL);
}

static void JNICALL vm_death(jvmtiEnv *jvmti, JNIEnv *jni) {
  (void)jvmti;
  const char *file = output(jni);
  if (file != NULL && write_slowly(file) == JNI_OK && option[CALLBACK_CLASS] != NULL) {
    call_back(jni, file);
  }
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved) {
  (void)reserved;
  jvmtiEnv *jvmti;
  jvmtiEventCallbacks callbacks = {.VMDeath = vm_death};
  if (parse(options) != JNI_OK || (*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_1_2) != JNI_OK) {
    return JNI_ERR;
  }
  if (option[CALLBACK_JAR] != NULL && (*jvmti)->AddToSystemClassLoaderSearch(jvmti, option[CALLBACK_JAR]) != 0) {
    return complain("no such jar", option[CALLBACK_JAR]);
  }
  if ((*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks) != 0 ||
      (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_VM_DEATH, NULL) != 0) {
    return JNI_ERR;
  }
  return JNI_OK;
}
