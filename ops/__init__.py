"""How an installation is made and run: environment, private database cluster, Airflow's services."""
