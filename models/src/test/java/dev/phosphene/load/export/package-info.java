/** Tests of torch.export's archives, and what writes them. */
@NullMarked
package dev.phosphene.load.export;

import org.jspecify.annotations.NullMarked;
