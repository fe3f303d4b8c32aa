"""dvc repro, dvc status, dvc metrics and a changed parameter."""

import json
import shutil

import yaml

from rendered import Rendered

STAGES = ["validate-flights", "validate-weather", "dataset-late-arrival", "train-late-arrival", "evaluate-late-arrival"]


def check_a_pipeline_is_run_once(pipeline):
    folder = pipeline.render("dvc")
    pipeline.run("git", "init", "-q")
    pipeline.run("dvc", "init", "-q")
    said = pipeline.run("dvc", "repro", "dvc/dvc.yaml")
    for stage in STAGES:
        assert f"Running stage 'dvc/dvc.yaml:{stage}'" in said, said
    metrics = json.loads((pipeline.folder / "artifacts/metrics/evaluate-late-arrival.json").read_text())
    assert 0.5 < metrics["roc_auc"] < 1, metrics
    assert "up to date" in pipeline.run("dvc", "status", "dvc/dvc.yaml")
    again = pipeline.run("dvc", "repro", "dvc/dvc.yaml")
    assert "Running" not in again, again
    shown = json.loads(pipeline.run("dvc", "metrics", "show", "--json"))
    assert str(metrics["roc_auc"]) in json.dumps(shown)

    # A parameter changes: data are not touched again.
    params = folder / "params.yaml"
    values = yaml.safe_load(params.read_text())
    values["models"]["late-arrival"]["hidden"] = [8]
    params.write_text(yaml.safe_dump(values))
    said = pipeline.run("dvc", "repro", "dvc/dvc.yaml")
    assert "Running stage 'dvc/dvc.yaml:train-late-arrival'" in said
    assert "Running stage 'dvc/dvc.yaml:dataset-late-arrival'" not in said
    assert json.loads((pipeline.folder / "artifacts/metrics/evaluate-late-arrival.json").read_text()) != metrics
    return f"roc_auc {metrics['roc_auc']:.3f}"


def check_rendering_again_keeps_what_dvc_knows(pipeline):
    lock = (pipeline.folder / "dvc/dvc.lock").read_text()
    params = pipeline.folder / "dvc/params.yaml"
    # The changed parameters are a person's: they are not overwritten without a word.
    try:
        pipeline.render("dvc")
    except AssertionError as error:
        assert "AF8030" in str(error) or "params.yaml" in str(error)
    else:
        raise AssertionError("what a person wrote was lost")
    pipeline.render("again")
    params.write_text((pipeline.folder / "again/params.yaml").read_text())
    # Two folders of the same stages are one too many for DVC.
    shutil.rmtree(pipeline.folder / "again")
    pipeline.render("dvc")
    assert (pipeline.folder / "dvc/dvc.lock").read_text() == lock


def check_stops_at_bad_data(pipeline):
    text = (pipeline.folder / "aifactory.yaml").read_text()
    (pipeline.folder / "aifactory.yaml").write_text(text.replace("min: 10, max: 6000", "min: 10, max: 60"))
    pipeline.render("dvc")
    try:
        pipeline.run("dvc", "repro", "dvc/dvc.yaml")
    except AssertionError as error:
        assert "validate-flights" in str(error) and "distance" in str(error)
    else:
        raise AssertionError("the pipeline went on")
    finally:
        (pipeline.folder / "aifactory.yaml").write_text(text)
        pipeline.render("dvc")


def check_hostile_texts_stay_texts(pipeline):
    """DVC's own parser reads the stages of a factory with hostile texts, and its words are ours."""
    rendered = Rendered(pipeline.root, pipeline.work, pipeline.work, "dvc")
    for folder in [rendered.hostile]:
        target = pipeline.work / "hostile-checkout"
        target.mkdir()
        pipeline.run("git", "init", "-q", str(target))
        pipeline.run("dvc", "--cd", str(target), "init", "-q")
        (target / "dvc").mkdir()
        for name in ["dvc.yaml", "params.yaml"]:
            (target / "dvc" / name).write_text((folder / name).read_text())
        from dvc.repo import Repo

        with Repo(str(target)) as repo:
            stages = {stage.name: stage for stage in repo.index.stages}
        (validate,) = [stage for name, stage in stages.items() if name.startswith("validate-")]
        source = str(validate.deps[0])
        assert "__import__" in source and "\u2028\x85\xe9" in source, source
        (train,) = [stage for name, stage in stages.items() if name.startswith("train-")]
        assert any(str(dep) == 'train ${HOME} "x".py' for dep in train.deps), [str(dep) for dep in train.deps]
        assert validate.cmd.startswith("aifactory step dvc/steps/validate-class"), validate.cmd
