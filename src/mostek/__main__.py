from mostek.cli import main

main()
