"""The reader that an engine works with, tried before it gets a note."""

from collections.abc import Callable

from analyzer.engines.batch import Reader
from analyzer.engines.errors import EngineError
from analyzer.language.errors import ModelError
from analyzer.settings import Settings

LoadReader = Callable[[Settings], Reader]

_TRIAL = "Caller was upset about the wait. I apologised and booked her for Monday."


def load_reader(settings: Settings) -> Reader:
    """Return the reader of the settings' model, as ``language.reader.load_reader`` does.

    That is imported here: it takes a part of a second, for which a process need not wait that lets
    others read.
    """
    from analyzer.language.reader import load_reader

    return load_reader(settings)


def learned_digest(settings: Settings) -> str:
    """Return hexadecimal digits that change with what decides how a note is read: the files of the
    model and the rules, and what redaction learned."""
    from analyzer.language.model import model_digest, model_folder
    from analyzer.privacy.name_model import redaction_digest

    return model_digest(model_folder(settings)) + redaction_digest()


def open_reader(settings: Settings, load: LoadReader = load_reader) -> Reader:
    """Return the reader of the settings' model once it has read a sentence.

    So a model that cannot work is found out before the first note; otherwise every note would be
    rejected for it. Raises what ``load`` says of a folder that holds no model, and EngineError for
    a model that is damaged or made for another version of this program.
    """
    try:
        reader = load(settings)
        reader.read([_TRIAL], ["trial"])
    except ModelError:
        raise
    except Exception as error:
        raise EngineError(
            f"The model {settings.reader.model or 'of this installation'} is damaged or made for "
            f"another version of this program ({type(error).__name__}); train or install it again."
        ) from None
    return reader
