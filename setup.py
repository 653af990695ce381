"""What pyproject.toml cannot say: `rules/` becomes `lockscan._rules`, its models are packed, and the C accelerator may
fail to build."""

import sys
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_py import build_py


class BuildWithModels(build_py):
    """Parses the model tables, so that scans need not. Where their parser is missing, scans do."""

    def run(self) -> None:
        super().run()
        sys.path.insert(0, str(Path(__file__).parent))
        try:
            from lockscan.models import packed

            packed.write(Path("" if self.editable_mode else self.build_lib, "lockscan", "models"))
        except ImportError as error:
            self.warn(f"model tables are not parsed in advance: {error}")


setup(
    cmdclass={"build_py": BuildWithModels},
    packages=[*find_packages(include=["lockscan", "lockscan.*"]), "lockscan._rules"],
    package_dir={"lockscan._rules": "rules"},
    package_data={
        "lockscan": ["py.typed", "**/*.c", "report/page/*", "report/diagram/*.css"],
        "lockscan._rules": ["**/*"],
    },
    # Loaded with ctypes; Python twins give the same where there is no compiler.
    ext_modules=[
        Extension(f"lockscan.frontend.{name}", [f"lockscan/frontend/{name}.c"], optional=True)
        for name in ("_flatten", "_tables", "_texts", "_uses")
    ],
)
