package dev.phosphene.load.pytorch;

/**
 * Contiguous elements of one type in a file.
 *
 * @param key its key in the file
 * @param first the first element, if this is a part of a larger storage
 * @param count number of elements
 */
record Storage(String key, StorageType type, long first, long count) {}
