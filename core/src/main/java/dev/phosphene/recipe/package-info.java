/**
 * Recipes: all settings of a run as plain values.
 *
 * <p>A {@link dev.phosphene.recipe.Recipe} maps each {@link dev.phosphene.recipe.Setting} to a
 * value; {@link dev.phosphene.recipe.Recipes} lists the built-in ones.
 *
 * <pre>{@code
 * Recipe recipe = Recipes.FAST.with(Setting.STEPS, 128);
 * }</pre>
 */
@NullMarked
package dev.phosphene.recipe;

import org.jspecify.annotations.NullMarked;
