"""A program: an SSH server on loopback that lets one key in, for Git alone. Prints its port.

sshd would need a user and a folder of the system's.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import asyncssh

PROGRAMS = ("git-upload-pack", "git-receive-pack")


async def _run(process: "asyncssh.SSHServerProcess[bytes]", folder: Path) -> None:
    program, _, path = (process.command or "").partition(" ")
    repository = Path(path.strip("'"))
    if program not in PROGRAMS or not repository.is_relative_to(folder):
        process.exit(1)
        return
    git = await asyncio.create_subprocess_exec(
        "git",
        program.removeprefix("git-"),
        str(repository),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    asking = asyncio.create_task(_pass_on(process.stdin, git.stdin))
    # All of it has to be on its way before the exit is: what comes after that is lost.
    await asyncio.gather(_pass_on(git.stdout, process.stdout), _pass_on(git.stderr, process.stderr))
    asking.cancel()
    process.exit(await git.wait())


async def _pass_on(source: Any, target: Any) -> None:
    while piece := await source.read(1 << 16):
        target.write(piece)
        await target.drain()
    target.write_eof()


async def _serve(folder: Path, keys: Path) -> None:
    host, user = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    user.write_private_key(keys / "user")
    (keys / "user").chmod(0o600)
    user.write_public_key(keys / "allowed")
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[host],
        authorized_client_keys=str(keys / "allowed"),
        process_factory=lambda process: _run(process, folder),
        encoding=None,
    )
    print(server.get_port(), flush=True)
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), Path(sys.argv[2])))
