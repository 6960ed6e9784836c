"""Write the worker's table of crawlers."""

from traffic_lists import crawlers

if __name__ == "__main__":
    crawlers.TABLE.write_text(crawlers.module(), encoding="utf-8")
    print(f"{len(crawlers.crawlers())} names")
