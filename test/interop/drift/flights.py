"""Columns of the example's flights: January to June as the reference, a week of August as live data."""

import pathlib

import pandas as pd

NUMERIC = ["distance", "hour", "dep_delay", "sched_dep_time", "arr_delay", "air_time"]
TEXT = ["carrier", "origin", "dest"]


def read_flights(folder: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    months = pd.concat([pd.read_parquet(p) for p in sorted(pathlib.Path(folder).glob("*.parquet"))])
    time = pd.to_datetime(months["time_hour"], utc=True)
    return months[time < "2013-07-01"], months[(time >= "2013-08-05") & (time < "2013-08-12")]
