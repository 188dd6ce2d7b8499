/** Every reader of files and texts, for the fuzzer and for tests with damaged inputs. */
@NullMarked
package dev.phosphene.fuzz;

import org.jspecify.annotations.NullMarked;
