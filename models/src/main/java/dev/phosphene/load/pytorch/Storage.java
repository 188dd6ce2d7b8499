package dev.phosphene.load.pytorch;

/**
 * Elements of one type that lie one after the other in a file.
 *
 * @param key what the file calls them
 * @param first the first element, where this is a part of a larger storage
 * @param count how many elements there are
 */
record Storage(String key, StorageType type, long first, long count) {}
