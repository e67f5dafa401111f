"""A page's file replaced, if it still holds what it held when its new text was made."""

import os

from execsync.config import Config
from execsync.content.file_bytes import read_bytes
from execsync.content.tree import File
from execsync.system.real_folder import replace_file


def replace_unchanged(config: Config, file: File, before: bytes, after: bytes) -> bool:
    """Put `after` in the place of a file that holds `before`; False where it holds something else by now.

    Links are followed that stay within the content root; its mode stays. On return it is on the disk.
    Raises OSError.
    """
    root = os.path.realpath(os.path.join(config.folder, config.content.root))
    real = os.path.realpath(file.location)
    if os.path.commonpath([root, real]) != root:
        raise OSError(0, "it leads out of the content root")
    data, trouble = read_bytes(file._replace(location=real))
    if trouble is not None or data != before:
        return False
    replace_file(real, after, lasting=True)
    return True
