import pytest

from flows.demo.web import Web
from flows.demo.world import World, build


@pytest.fixture(scope="package")
def world() -> World:
    return build(1)


@pytest.fixture
def web(world: World) -> Web:
    return Web(world)
