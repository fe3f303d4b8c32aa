"""tritonclient, NVIDIA's client for the Open Inference Protocol, with tensors as JSON."""

import numpy as np
import tritonclient.http as triton
from endpoint import CATEGORIES, MODEL
from tritonclient.utils import InferenceServerException


def tensor(name: str, datatype: str, values: np.ndarray) -> triton.InferInput:
    made = triton.InferInput(name, values.shape, datatype)
    made.set_data_from_numpy(values, binary_data=False)
    return made


def inputs(rows: int, wide: bool):
    shape = (rows, 1) if wide else (rows,)
    carriers = [CATEGORIES[i % 5] for i in range(rows)]
    distances = [100.5 * i for i in range(rows)]
    hours = [i % 24 for i in range(rows)]
    holidays = [i % 2 == 0 for i in range(rows)]
    tensors = [
        tensor("carrier", "BYTES", np.array(carriers, dtype=object).reshape(shape)),
        tensor("distance", "FP64", np.array(distances).reshape(shape)),
        tensor("hour", "INT32", np.array(hours, dtype=np.int32).reshape(shape)),
        tensor("holiday", "BOOL", np.array(holidays).reshape(shape)),
    ]
    return tensors, (carriers, distances, hours, holidays)


def check_health_and_metadata(endpoint):
    client = triton.InferenceServerClient(f"127.0.0.1:{endpoint.port}")
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready(MODEL) and client.is_model_ready(MODEL, "3")
    assert not client.is_model_ready(MODEL, "4")
    assert client.get_server_metadata()["name"] == "aifactory"
    metadata = client.get_model_metadata(MODEL)
    assert metadata["versions"] == ["3"]
    assert [(i["name"], i["datatype"]) for i in metadata["inputs"]] == [
        ("carrier", "BYTES"),
        ("distance", "FP64"),
        ("hour", "INT64"),
        ("holiday", "BOOL"),
    ]
    assert [o["name"] for o in metadata["outputs"]] == ["probability"]


def check_infer(endpoint):
    client = triton.InferenceServerClient(f"127.0.0.1:{endpoint.port}")
    for rows, wide in [(1, False), (1, True), (64, True), (500, False)]:
        tensors, values = inputs(rows, wide)
        wanted = [triton.InferRequestedOutput("probability", binary_data=False)]
        result = client.infer(MODEL, tensors, request_id=f"rows-{rows}", outputs=wanted)
        np.testing.assert_allclose(result.as_numpy("probability"), endpoint.expected(*values), rtol=1e-6)
        response = result.get_response()
        assert (response["id"], response["model_name"], response["model_version"]) == (f"rows-{rows}", MODEL, "3")


def check_infer_without_outputs_by_version(endpoint):
    client = triton.InferenceServerClient(f"127.0.0.1:{endpoint.port}")
    tensors, values = inputs(3, True)
    result = client.infer(MODEL, tensors, model_version="3")
    np.testing.assert_allclose(result.as_numpy("probability"), endpoint.expected(*values), rtol=1e-6)


def check_many_at_once(endpoint):
    client = triton.InferenceServerClient(f"127.0.0.1:{endpoint.port}", concurrency=16)
    pending = []
    for i in range(200):
        tensors, values = inputs(1 + i % 7, False)
        pending.append((client.async_infer(MODEL, tensors), values))
    for request, values in pending:
        np.testing.assert_allclose(request.get_result().as_numpy("probability"), endpoint.expected(*values), rtol=1e-6)


def refused(call) -> str:
    try:
        call()
    except InferenceServerException as error:
        return error.message()
    raise AssertionError("nothing was refused")


def check_errors_are_understood(endpoint):
    client = triton.InferenceServerClient(f"127.0.0.1:{endpoint.port}")
    tensors, _ = inputs(1, False)
    assert 'missing input "holiday"' in refused(lambda: client.infer(MODEL, tensors[:3]))
    assert 'no model "other"' in refused(lambda: client.infer("other", tensors))
    binary = triton.InferInput("distance", [1], "FP64")
    binary.set_data_from_numpy(np.array([1.0]), binary_data=True)
    assert "binary_data=False" in refused(lambda: client.infer(MODEL, [*tensors[:1], binary, *tensors[2:]]))
