"""What pyproject.toml cannot say: `rules/` becomes `lockscan._rules`, its models are packed, its stub headers are
precompiled, and the C accelerator may fail to build."""

import sys
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_py import build_py


class BuildWithRules(build_py):
    """Parses the model tables and stub headers, so that scans need not. Where their parser is missing, scans do."""

    def run(self) -> None:
        super().run()
        sys.path.insert(0, str(Path(__file__).parent))
        package = Path("" if self.editable_mode else self.build_lib, "lockscan")
        try:
            from lockscan.models import packed

            packed.write(package / "models")
        except ImportError as error:
            self.warn(f"model tables are not parsed in advance: {error}")
        try:
            from lockscan.frontend import flags

            flags.build(package / "frontend")
        except (ImportError, OSError) as error:
            self.warn(f"stub headers are not precompiled: {error}")


setup(
    cmdclass={"build_py": BuildWithRules},
    packages=[*find_packages(include=["lockscan", "lockscan.*"]), "lockscan._rules"],
    package_dir={"lockscan._rules": "rules"},
    package_data={
        "lockscan": ["py.typed", "**/*.c", "report/page/*", "report/diagram/*.css"],
        "lockscan._rules": ["**/*"],
    },
    # Those of the front end are loaded with ctypes. Python twins give the same where there is no compiler.
    ext_modules=[
        Extension(f"lockscan.{name.replace('/', '.')}", [f"lockscan/{name}.c"], optional=True)
        for name in (
            *("frontend/_flatten", "frontend/_headers", "frontend/_tables", "frontend/_texts", "frontend/_uses"),
            *("syntax/_build", "cfg/_finish"),
        )
    ],
)
