"""The protocol by hand, as its text has it."""

import math
import uuid

import httpx
from endpoint import MODEL

PATH = f"/v2/models/{MODEL.replace(' ', '%20')}"


def body(**changes):
    inputs = {"carrier": ("BYTES", "UA"), "distance": ("FP32", 500), "hour": ("UINT8", 7), "holiday": ("BOOL", False), **changes}
    return {"inputs": [{"name": n, "shape": [1], "datatype": t, "data": [v]} for n, (t, v) in inputs.items()]}


def check_answer_is_what_the_protocol_says(endpoint):
    response = httpx.post(f"{endpoint.url}{PATH}/infer", json={"id": "x", **body()})
    assert response.status_code == 200 and response.headers["content-type"] == "application/json"
    assert response.headers["x-model-version"] == "3"
    answer = response.json()
    assert set(answer) == {"model_name", "model_version", "id", "outputs"}
    (output,) = answer["outputs"]
    assert (output["name"], output["datatype"], output["shape"], answer["id"]) == ("probability", "FP32", [1], "x")
    assert math.isclose(output["data"][0], endpoint.expected(["UA"], [500], [7], [0])[0], rel_tol=1e-6)


def check_missing_values_and_ids(endpoint):
    answer = httpx.post(f"{endpoint.url}{PATH}/infer", json=body(distance=("FP32", None), carrier=("BYTES", "unknown"))).json()
    expected = endpoint.expected(["unknown"], [math.nan], [7], [0])[0]
    assert math.isclose(answer["outputs"][0]["data"][0], expected, rel_tol=1e-6)
    assert str(uuid.UUID(answer["id"])) == answer["id"]


def check_errors(endpoint):
    def post(path=f"{PATH}/infer", **kwargs):
        response = httpx.post(f"{endpoint.url}{path}", **kwargs)
        return response.status_code, response.json()["error"]

    assert post(content=b"{")[0] == 400
    assert "send null" in post(content=b'{"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [NaN]}]}')[1]
    status, message = post(json=body(dst=("BYTES", "x")))
    assert status == 400 and 'unknown input "dst"' in message and "carrier, distance, hour, holiday" in message
    assert post(json=body(hour=("FP32", "seven")))[0] == 400
    assert post("/v2/models/other/infer", json=body())[0] == 404
    assert post(f"{PATH}/versions/9/infer", json=body())[0] == 404
    assert httpx.get(f"{endpoint.url}{PATH}/infer").status_code == 405


def check_metrics_are_text(endpoint):
    text = httpx.get(f"{endpoint.url}/metrics").text
    assert 'aifactory_requests_total{version="3",role="primary",code="200"}' in text
