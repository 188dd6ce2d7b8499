package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import java.util.List;
import java.util.Map;

/**
 * What a pickle may name. A name is looked up only in this list: it never resolves to a class or
 * function. The list is shorter than that of PyTorch's {@code weights_only}.
 */
sealed interface Global {

  /** Functions and classes that are given a meaning here. */
  enum Known implements Global {
    ORDERED_DICT,
    /** {@code (storage, offset, size, stride, …)}, a tensor. */
    TENSOR,
    /** {@code (tensor, …)}, the tensor. */
    PARAMETER,
    /** {@code (tuple)}, the tuple. */
    SIZE,
    /** {@code (list)}, the list. */
    LIST
  }

  /** A kind of storage. */
  record StorageClass(StorageType type) implements Global {}

  /** A TorchScript class, of which only the attributes count. */
  record ScriptClass() implements Global {}

  Map<String, Global> KNOWN =
      Map.ofEntries(
          Map.entry("collections.OrderedDict", Known.ORDERED_DICT),
          Map.entry("torch._utils._rebuild_tensor", Known.TENSOR),
          Map.entry("torch._utils._rebuild_tensor_v2", Known.TENSOR),
          Map.entry("torch._utils._rebuild_parameter", Known.PARAMETER),
          Map.entry("torch.Size", Known.SIZE),
          Map.entry("torch.jit._pickle.build_intlist", Known.LIST),
          Map.entry("torch.jit._pickle.build_doublelist", Known.LIST),
          Map.entry("torch.jit._pickle.build_boollist", Known.LIST),
          Map.entry("torch.jit._pickle.build_tensorlist", Known.LIST));

  /** Longest part of a name shown in messages. */
  int SHOWN = 80;

  /**
   * Resolves a name.
   *
   * @param file the file's name, for messages
   * @throws InputException if it is not on the list
   */
  static Global of(String file, String module, String name) {
    String full = module + "." + name;
    Global known = KNOWN.get(full);
    if (known != null) {
      return known;
    }
    if (module.equals("torch")) {
      var type = StorageType.ofStorage(name);
      if (type.isPresent()) {
        return new StorageClass(type.get());
      }
    }
    if (module.equals("__torch__") || module.startsWith("__torch__.")) {
      return new ScriptClass();
    }
    throw refused(file, full);
  }

  /** Returns the error for a name that is not on the list. */
  static InputException refused(String file, String name) {
    String shown = name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
    return new InputException(
        file
            + " asks for "
            + shown
            + ", which is not run here; expected tensors in dictionaries alone, as"
            + " torch.save(model.state_dict(), FILE) writes them");
  }

  /** Returns the result of calling it. */
  static Object call(String file, Object global, List<Object> arguments) {
    if (global == Known.ORDERED_DICT) {
      return PickleChecks.map(file, arguments);
    } else if (global == Known.TENSOR) {
      return PickleChecks.tensor(file, arguments);
    } else if (global == Known.PARAMETER && arguments.size() >= 1) {
      return arguments.get(0);
    } else if ((global == Known.SIZE || global == Known.LIST) && arguments.size() == 1) {
      return arguments.get(0);
    } else if (global instanceof ScriptClass) {
      return new ScriptObject(new java.util.LinkedHashMap<>());
    }
    throw new InputException(
        file + " is damaged: its pickle calls something that is no function of state dicts");
  }

  /** A TorchScript object: its attributes by name. */
  record ScriptObject(Map<Object, Object> attributes) {}
}
