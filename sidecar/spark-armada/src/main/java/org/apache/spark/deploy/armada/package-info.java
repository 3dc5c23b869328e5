/** The main class that submits to Armada, in the package where users of Armada look for it. */
@NullMarked
package org.apache.spark.deploy.armada;

import org.jspecify.annotations.NullMarked;
