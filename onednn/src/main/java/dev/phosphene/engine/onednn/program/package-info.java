/**
 * oneDNN without networks: the library, the native memory it owns, layouts, and flat lists of
 * primitives. {@link dev.phosphene.engine.onednn.program.Emitter} appends primitives to a {@link
 * dev.phosphene.engine.onednn.program.Program}; {@link dev.phosphene.engine.onednn.program.Arena}
 * plans their memory from the steps that use each array; everything native belongs to one {@link
 * dev.phosphene.engine.onednn.program.Scope}, which frees it.
 */
@NullMarked
package dev.phosphene.engine.onednn.program;

import org.jspecify.annotations.NullMarked;
