"""Makes what dev/phosphene/fuzz/old.h5.gz holds: a small Keras model as h5py writes it, in HDF5's older form.

jHDF, which the tests write with, knows only the newer form. Run: python old_hdf5.py FILE
"""

import json
import sys

import h5py
import numpy as np

config = {
    "class_name": "Sequential",
    "config": {
        "name": "m",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {"name": "in", "batch_input_shape": [None, 6, 6, 3]},
            },
            {
                "class_name": "Conv2D",
                "config": {"name": "c", "filters": 4, "kernel_size": [3, 3]},
            },
            {"class_name": "Dense", "config": {"name": "d", "units": 2}},
        ],
    },
}

random = np.random.default_rng(1)
with h5py.File(sys.argv[1], "w", libver="earliest") as file:
    file.attrs["model_config"] = json.dumps(config)  # of variable length: in a global heap
    file.attrs["keras_version"] = b"2.2.4"
    root = file.create_group("model_weights")
    root.attrs["layer_names"] = np.array([b"c", b"d"])
    for layer, shape in (("c", (3, 3, 3, 4)), ("d", (4, 2))):
        group = root.create_group(layer)
        names = [f"{layer}/kernel:0".encode(), f"{layer}/bias:0".encode()]
        group.attrs["weight_names"] = np.array(names)
        kernel = random.standard_normal(shape).astype("float32")
        packed = {"chunks": shape, "compression": "gzip", "shuffle": True}
        group.create_dataset(
            f"{layer}/kernel:0", data=kernel, **(packed if layer == "c" else {})
        )
        group.create_dataset(f"{layer}/bias:0", data=np.zeros(shape[-1], "float32"))
