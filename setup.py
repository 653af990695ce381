"""What pyproject.toml cannot say: `rules/` becomes `lockscan._rules`, and the C accelerator may fail to build."""

from setuptools import Extension, find_packages, setup

setup(
    packages=[*find_packages(include=["lockscan", "lockscan.*"]), "lockscan._rules"],
    package_dir={"lockscan._rules": "rules"},
    package_data={
        "lockscan": ["py.typed", "**/*.c", "report/page/*", "report/diagram/*.css"],
        "lockscan._rules": ["**/*"],
    },
    # Loaded with ctypes; a Python twin gives the same columns where there is no compiler.
    ext_modules=[Extension("lockscan.frontend._flatten", ["lockscan/frontend/_flatten.c"], optional=True)],
)
