package io.sparkrecorder.e2e.workspace;

import io.sparkrecorder.e2e.support.S3Server;

/** A namespace as strict as Kubernetes can be, where the charts make account and secret. */
public final class StrictNamespace {
  public static final int DRIVER_GRACE = 100;
  public static final int EXECUTOR_GRACE = 40;

  private StrictNamespace() {}

  /** One file for spark-workspace and spark-application, as their README says. */
  public static String values(S3Server s3) {
    return """
        global:
          s3:
            bucket: %s
            endpoint: %s
            region: %s
            auth: {mode: secret}
          grace: {driver: %d, executor: %d, upload: 30}
        recordings:
          credentials:
            create: true
            accessKeyId: "%s"
            secretAccessKey: "%s"
          storage:
            type: node-folder
            size: 1Gi
        """
        .formatted(
            S3Server.BUCKET,
            s3.endpoint(),
            S3Server.REGION,
            DRIVER_GRACE,
            EXECUTOR_GRACE,
            s3.accessKey(),
            s3.secretKey());
  }
}
