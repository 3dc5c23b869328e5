/**
 * Looks at the folder that recording agents write to, safely while they change it, and watches it
 * for changes.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.spool;
