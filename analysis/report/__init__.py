"""Reports: the notebooks run by papermill, their pages, and the folder that keeps a run."""
