import os
import random
import secrets
import uuid

from pydantic import BaseModel, ValidationError

from workers import Response, WorkerEntrypoint


class Lead(BaseModel):
    name: str
    asking: int = 0


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        if request.method == "GET":
            drawn = [random.random(), secrets.token_hex(8), str(uuid.uuid4()), os.urandom(8).hex()]
            return Response.json(drawn)
        try:
            return Response(Lead.model_validate_json(await request.text()).model_dump_json())
        except ValidationError as error:
            return Response(error.json(), status=422)
