"""The package `tesla-fleet-api` from PyPI, unmodified, pointed at the simulator by its `server=`."""

import asyncio
import subprocess

import aiohttp
import pytest
from tesla_fleet_api import TeslaFleetApi

from harness.tesla import Tesla


@pytest.fixture(scope="module")
def tesla():
    with Tesla() as running:
        yield running


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    """The public half of a new P-256 key, as a PEM file."""
    folder = tmp_path_factory.mktemp("key")
    private, public = folder / "private.pem", folder / "public.pem"
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private], check=True)
    subprocess.run(["openssl", "ec", "-in", private, "-pubout", "-out", public], check=True, capture_output=True)
    return str(public)


@pytest.fixture(scope="module")
def call(tesla):
    """Runs something with the package's client: `call(lambda api: api.vehicles.list())`."""
    token = tesla.run("token").strip()

    def run(ask, token=token):
        async def session():
            async with aiohttp.ClientSession() as http:
                return await ask(TeslaFleetApi(session=http, access_token=token, server=tesla.url))

        return asyncio.run(session())

    return run
